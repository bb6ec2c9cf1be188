import { createHmac } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { machineMs } from './clock.ts'
import type { Answer, Asked, Behaviour, Received } from './receivers.ts'
import { portOf } from './redis.ts'

// The process behind receivers.ts. HTTP/1.1 by hand, no more of it than a sender of webhooks needs: Node's own server takes as much
// time for a request as the senders that are measured, and would be what is measured then.

let hosts: readonly Behaviour[] = []
let key = Buffer.alloc(0)
let received: Received[] = []
let wrong = 0
let accepted = 0
let lastBegunMs = 0
/** where a request is open */
const busy = new Set<Socket>()

const server = createServer({ noDelay: true }, (socket) => {
  // It listens on every address, since a host is an address; only this machine is let in.
  if (!socket.localAddress?.startsWith('127.')) return socket.destroy()
  serve(socket, hostOf(socket.localAddress))
})

process.on('message', ({ n, question }: Asked) => {
  const answer = (rest: Omit<Answer, 'n'>) => process.send?.({ n, ...rest })
  if (question.ask === 'read') return answer({ received, wrong })
  if (question.ask === 'count') return answer({ accepted, lastBegunMs })
  hosts = question.hosts
  for (const socket of busy) socket.destroy()
  received = []
  wrong = 0
  accepted = 0
  lastBegunMs = 0
  if (question.ask === 'forget') return answer({})
  key = Buffer.from(question.secret.slice('whsec_'.length), 'base64')
  server.listen({ port: 0, host: '0.0.0.0', backlog: 4096 }, () => answer({ port: portOf(server) }))
})
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))

function hostOf(address: string): number {
  const [, a = 0, b = 0, c = 0] = address.split('.').map(Number)
  return ((a - 1) << 16) | (b << 8) | c
}

/** A request whose head has come. */
type Request = { record: Received; length: number; timestamp: string; signature: string }

function serve(socket: Socket, host: number): void {
  let waiting: Buffer = Buffer.alloc(0)
  let request: Request | undefined
  const open = new Set<Received>()
  socket.on('error', () => {})
  socket.on('close', () => {
    busy.delete(socket)
    for (const record of open) record.endedMs = machineMs()
  })
  socket.on('data', (chunk: Buffer) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
    for (;;) {
      if (!request) {
        const at = waiting.indexOf('\r\n\r\n')
        if (at === -1) return
        request = readHead(waiting.toString('latin1', 0, at + 2), host)
        if (!request) return refuse(socket)
        open.add(request.record)
        busy.add(socket)
        received.push(request.record)
        waiting = waiting.subarray(at + 4)
      }
      if (waiting.length < request.length) return
      take(socket, request, waiting.subarray(0, request.length), open)
      waiting = waiting.subarray(request.length)
      request = undefined
    }
  })
}

function readHead(head: string, host: number): Request | undefined {
  const length = Number(header(head, 'content-length'))
  const id = header(head, 'webhook-id')
  if (id === '' || Number.isNaN(length) || header(head, 'transfer-encoding') !== '') return undefined
  const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/'))
  const record = { id, host, path, openedMs: machineMs(), takenMs: null, endedMs: null, status: 0, wallMs: Date.now() }
  return { record, length, timestamp: header(head, 'webhook-timestamp'), signature: header(head, 'webhook-signature') }
}

const patterns = new Map<string, RegExp>()

function header(head: string, name: string): string {
  const pattern = patterns.get(name) ?? new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i')
  patterns.set(name, pattern)
  return pattern.exec(head)?.[1] ?? ''
}

function take(socket: Socket, request: Request, body: Buffer, open: Set<Received>): void {
  const { record, timestamp, signature } = request
  const hmac = createHmac('sha256', key).update(`${record.id}.${timestamp}.`).update(body).digest('base64')
  const isGenuine = signature === `v1,${hmac}`
  if (isGenuine) record.takenMs = machineMs()
  else wrong += 1
  const { status, afterMs } = isGenuine ? behaviourOf(record.host) : { status: 401, afterMs: 0 }
  if (afterMs === 0) answer(socket, { record, status, open })
  else if (afterMs !== Number.POSITIVE_INFINITY) setTimeout(() => answer(socket, { record, status, open }), afterMs)
}

function behaviourOf(host: number): { status: number; afterMs: number } {
  const behaviour = hosts[host] ?? 'dead'
  if (behaviour === 'hang') return { status: 0, afterMs: Number.POSITIVE_INFINITY }
  return behaviour === 'dead' ? { status: 404, afterMs: 0 } : behaviour
}

const reasons: Readonly<Record<number, string>> = { 200: 'OK', 401: 'Unauthorized', 503: 'Service Unavailable' }

function answer(socket: Socket, { record, status, open }: { record: Received; status: number; open: Set<Received> }): void {
  // Hung up meanwhile: nobody heard that it was accepted, and it does not count as such.
  if (!socket.writable || !open.delete(record)) return
  if (open.size === 0) busy.delete(socket)
  socket.write(`HTTP/1.1 ${status} ${reasons[status] ?? 'Answered'}\r\ncontent-length: 5\r\n\r\ntaken`)
  record.endedMs = machineMs()
  record.status = status
  if (status < 200 || status >= 300) return
  accepted += 1
  lastBegunMs = Math.max(lastBegunMs, record.openedMs)
}

function refuse(socket: Socket): void {
  wrong += 1
  socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
}
