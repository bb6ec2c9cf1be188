import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { z } from 'zod'
import type { Behaviour } from '../../src/demo/receivers/behaviour.ts'

/** What a door does with a connection: whether it is let through, which of them it is, from 0 on. */
type Keeper = (near: Socket, count: number) => boolean

const keepers: Record<Exclude<Behaviour, 'refuse'>, Keeper> = {
  accept: () => true,
  defer: (near) => {
    near.destroy()
    return false
  },
  'fail-once': (near, count) => {
    if (count === 0) near.destroy()
    return count > 0
  },
  stall: () => false,
}

/** Doors to one server, each of which lets connections through in its own way. */
export type Doors = { portOf(behaviour: Behaviour): number; close(): Promise<void> }

/**
 * Opens doors on loopback: a real server behaves well, and a network does not.
 *
 * @param target port of the server; `refuse` has the door of `accept`, and is for the server to see to
 */
export async function openDoors(target: number): Promise<Doors> {
  const sockets = new Set<Socket>()
  const open = async (keeper: Keeper): Promise<{ server: Server; port: number }> => {
    let count = 0
    const server = createServer((near) => {
      track(sockets, near)
      near.on('error', () => {})
      if (keeper(near, count++)) join(near, track(sockets, connect(target, '127.0.0.1')))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { server, port: z.object({ port: z.number() }).parse(server.address()).port }
  }
  const doors = {
    accept: await open(keepers.accept),
    defer: await open(keepers.defer),
    'fail-once': await open(keepers['fail-once']),
    stall: await open(keepers.stall),
  }
  return {
    portOf: (behaviour) => doors[behaviour === 'refuse' ? 'accept' : behaviour].port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      for (const { server } of Object.values(doors)) {
        server.close()
        await once(server, 'close')
      }
    },
  }
}

function track(sockets: Set<Socket>, socket: Socket): Socket {
  sockets.add(socket)
  return socket.once('close', () => sockets.delete(socket))
}

function join(near: Socket, far: Socket): void {
  far.on('error', () => near.destroy())
  near.on('error', () => far.destroy())
  near.on('close', () => far.destroy())
  far.on('close', () => near.destroy())
  near.pipe(far).pipe(near)
}
