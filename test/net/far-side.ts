import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import tls from 'node:tls'
import { z } from 'zod'
import type { Request } from '../../src/net/exchange.ts'
import { type Fetch, openFetch } from '../../src/net/fetch.ts'
import { certificates } from './certificates.ts'

const closers: (() => unknown)[] = []

/** Closes what was opened here, the last first: for the end of each file of tests. */
export async function closeFarSides(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close()
}

/** A server that says what it is told to, at the level of bytes. `sockets` holds every connection it got. */
export type FarSide = { url: string; port: number; sockets: Socket[]; close(): void }

/** @param onRequest called for each chunk that arrives */
export async function serve(onRequest: (socket: Socket, request: string) => void): Promise<FarSide> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes) => onRequest(socket, bytes.toString('latin1')))
  })
  return listen(server, 'http', sockets)
}

/** The same behind TLS. `sockets` holds those whose handshake was completed. */
export async function serveTls(which: keyof typeof certificates, onRequest: (socket: Socket) => void): Promise<FarSide> {
  const sockets: Socket[] = []
  const server = tls.createServer({ ...certificates[which] }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', () => onRequest(socket))
  })
  server.on('tlsClientError', () => {})
  return listen(server, 'https', sockets)
}

async function listen(server: Server, protocol: string, sockets: Socket[]): Promise<FarSide> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  closers.push(close)
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return { url: `${protocol}://127.0.0.1:${port}/`, port, sockets, close }
}

/** The client under test. */
export function open(...allow: string[]): Fetch {
  const { fetch, close } = openFetch({ allow })
  closers.push(close)
  return fetch
}

/** A request as simple as one may be. */
export const get = (signal = AbortSignal.timeout(10_000)): Request => ({ method: 'GET', headers: {}, signal })

/** An answer of 200, byte for byte. */
export const answer = (body: string, ...headers: string[]): string =>
  ['HTTP/1.1 200 OK', `content-length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n')

/** Waits until something is so; for what a server hears a moment later than its client does it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate()
}
