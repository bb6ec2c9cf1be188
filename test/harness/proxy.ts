import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { z } from 'zod'

/** A cable to a server that can be pulled and plugged in again. */
export type Cable = { port: number; pull(): Promise<void>; plug(): Promise<void>; close(): Promise<void> }

/** @param target the server behind it, on loopback */
export async function openCable(target: number): Promise<Cable> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return z.object({ port: z.number() }).parse(server.address()).port
  }
  const port = await listen(0)
  const pull = async () => {
    if (!server.listening) return
    server.close()
    for (const socket of sockets) socket.destroy()
    await once(server, 'close')
  }
  return { port, pull, plug: async () => void (await listen(port)), close: pull }
}
