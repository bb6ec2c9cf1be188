import type { Socket } from 'node:net'
import { Agent, type buildConnector } from 'undici'

/** Takes down an exchange byte by byte: what was written, and what came, behind TLS where there is TLS. */
export type Tap = { sent(piece: Uint8Array): void; heard(piece: Uint8Array): void }

/** An agent with a connection of its own for one exchange, of which a tap takes down everything. To be closed after it. */
export function openTapped(connect: buildConnector.connector, tap: Tap, options: Omit<Agent.Options, 'connect'>): Agent {
  const tapped: buildConnector.connector = (target, callback) =>
    connect(target, (...answer) => {
      const [, socket] = answer
      if (socket) listenIn(socket, tap)
      callback(...answer)
    })
  return new Agent({ ...options, connect: tapped })
}

/** Undici writes a head as latin1 and a body as bytes, and reads by `read`: a listener for data would take it out of its hands. */
function listenIn(socket: Socket, tap: Tap): void {
  const [write, read] = [socket.write, socket.read]
  const said = (piece: unknown) => {
    if (typeof piece === 'string') tap.sent(Buffer.from(piece, 'latin1'))
    else if (piece instanceof Uint8Array) tap.sent(piece)
  }
  Object.assign(socket, {
    write: (...args: unknown[]): unknown => {
      said(args[0])
      return Reflect.apply(write, socket, args)
    },
    read: (...args: unknown[]): unknown => {
      const chunk: unknown = Reflect.apply(read, socket, args)
      if (chunk instanceof Uint8Array) tap.heard(chunk)
      return chunk
    },
  })
}
