import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { after, test } from 'node:test'
import tls from 'node:tls'
import { gzipSync } from 'node:zlib'
import type { Outcome } from '../../src/channels/channel.ts'
import { newWebhookSecret } from '../../src/channels/webhook/signature.ts'
import { webhook } from '../../src/channels/webhook/webhook.ts'
import { certificates } from '../net/certificates.ts'
import { closeFarSides, open, serve, serveTls, until } from '../net/far-side.ts'
import { makeMessage } from './conformance.ts'

after(closeFarSides)

/** The worlds of docs/retries.md, each on real sockets: what becomes of a webhook there. */
const secret = newWebhookSecret()
const sender = webhook.open({ fetch: open('127.0.0.0/8'), smtpUrl: undefined })
const ok = 'HTTP/1.1 200 OK\r\n'

function send(url: string, deadlineMs = 9_000): Promise<Outcome> {
  return sender.send(makeMessage(webhook, { settings: { url, secret } }), AbortSignal.timeout(deadlineMs))
}

function told(outcome: Outcome): string {
  assert.ok(outcome.kind === 'delivered' || webhook.reasons[outcome.kind].includes(outcome.reason), JSON.stringify(outcome))
  return outcome.kind === 'delivered' ? `delivered ${outcome.receipt.slice(0, 20)}` : `${outcome.kind} ${outcome.reason}`
}

/** Writes again and again, as fast as it is taken, until the sender hangs up. */
function flood(socket: Socket, chunk: string | Buffer): void {
  const pump = () => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', pump)
  pump()
}

function drip(socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(() => socket.write(text[at++ % text.length] ?? ''), 20)
  socket.on('close', () => clearInterval(timer))
}

/** `floods`: it would never end by itself, so we hang up. */
type World = { name: string; becomes: string; deadlineMs?: number; floods?: true; say: (socket: Socket) => void }

const worlds: World[] = [
  { name: 'never answers', becomes: 'temporary timeout', deadlineMs: 300, say: () => {} },
  {
    name: 'answers byte by byte',
    becomes: 'temporary too-slow',
    deadlineMs: 300,
    say: (socket) => drip(socket, `${ok}x: ${'y'.repeat(10_000)}`),
  },
  {
    name: 'says 200, and its words byte by byte',
    becomes: 'delivered 200',
    deadlineMs: 300,
    say: (socket) => {
      socket.write(`${ok}content-length: 1000\r\n\r\n`)
      drip(socket, 'z')
    },
  },
  { name: 'hangs up without a word', becomes: 'temporary reset', say: (socket) => socket.end() },
  { name: 'hangs up in its head', becomes: 'temporary reset', say: (socket) => socket.end(`${ok}content-le`) },
  { name: 'hangs up in its words', becomes: 'delivered 200', say: (socket) => socket.end(`${ok}content-length: 9\r\n\r\nhal`) },
  {
    name: 'sends a gigabyte',
    becomes: `delivered 200 ${'x'.repeat(16)}`,
    floods: true,
    say: (socket) => {
      socket.write(`${ok}content-length: ${2 ** 30}\r\n\r\n`)
      flood(socket, Buffer.alloc(64 * 1024, 'x'))
    },
  },
  {
    name: 'sends without an end and without a length',
    becomes: `delivered 200 ${'x'.repeat(16)}`,
    floods: true,
    say: (socket) => {
      socket.write(`${ok}transfer-encoding: chunked\r\n\r\n`)
      flood(socket, `10000\r\n${'x'.repeat(65_536)}\r\n`)
    },
  },
  {
    name: 'sends headers without an end',
    becomes: 'temporary headers-too-large',
    floods: true,
    say: (socket) => flood(socket, `${ok}x: ${'y'.repeat(50_000)}\r\n`),
  },
  {
    name: 'redirects',
    becomes: 'permanent redirected',
    say: (socket) => socket.write('HTTP/1.1 308 Permanent Redirect\r\nlocation: http://127.0.0.1/\r\ncontent-length: 0\r\n\r\n'),
  },
  {
    name: 'promises more than it sends, and waits',
    becomes: 'delivered 200',
    deadlineMs: 300,
    say: (socket) => socket.write(`${ok}content-length: 10\r\n\r\nno`),
  },
  {
    name: 'sends more than it promises',
    becomes: 'delivered 200 no',
    say: (socket) => socket.write(`${ok}content-length: 2\r\n\r\nnot this`),
  },
  {
    name: 'gives two lengths',
    becomes: 'temporary protocol',
    say: (socket) => socket.write(`${ok}content-length: 2\r\ncontent-length: 3\r\n\r\nabc`),
  },
  {
    name: 'gives a length and chunks',
    becomes: 'temporary protocol',
    say: (socket) => socket.write(`${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n`),
  },
  {
    name: 'gives a length that is none',
    becomes: 'temporary protocol',
    say: (socket) => socket.write(`${ok}content-length: -5\r\n\r\nabc`),
  },
  {
    name: 'breaks its chunks',
    becomes: 'delivered 200',
    say: (socket) => socket.write(`${ok}transfer-encoding: chunked\r\n\r\nzz\r\n`),
  },
  { name: 'speaks another protocol', becomes: 'temporary protocol', say: (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n') },
  {
    name: 'says 100 Continue, unasked',
    becomes: 'temporary protocol',
    say: (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
  },
  {
    name: 'announces itself without an end',
    becomes: 'temporary protocol',
    floods: true,
    say: (socket) => flood(socket, 'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n'.repeat(100)),
  },
  {
    name: 'announces itself once, then answers',
    becomes: 'delivered 200 ok',
    say: (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n${ok}content-length: 2\r\n\r\nok`),
  },
  {
    name: 'changes the protocol',
    becomes: 'temporary protocol',
    say: (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
  },
  {
    name: 'packs a bomb',
    becomes: 'delivered 200',
    say: (socket) => {
      const bomb = gzipSync(Buffer.alloc(16 * 2 ** 20))
      socket.write(`${ok}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`)
      socket.write(bomb)
    },
  },
]

for (const { name, becomes, deadlineMs, floods, say } of worlds) {
  test(`a receiver that ${name}: ${becomes}; the next is served as ever`, async () => {
    let bytes = 0
    const { url, sockets } = await serve((socket) => say(socket))
    const [beganMs, rss] = [performance.now(), process.memoryUsage().rss]
    assert.equal(told(await send(url, deadlineMs)), becomes)
    assert.ok(performance.now() - beganMs < 3_000)
    if (floods) await until(() => sockets.every(({ destroyed }) => destroyed))
    for (const socket of sockets) bytes += socket.bytesWritten
    assert.ok(bytes < 2 ** 26, `${bytes} bytes were taken off its hands`)
    assert.ok(process.memoryUsage().rss - rss < 2 ** 27)
    const next = await serve((socket) => socket.write(`${ok}content-length: 2\r\n\r\nok`))
    assert.equal(told(await send(next.url)), 'delivered 200 ok')
  })
}

test('a host that is not there: connect', async () => {
  assert.equal(told(await send('http://127.0.0.1:1/')), 'temporary connect')
})

/** A TCP server where TLS is expected. */
const plain = async (say: (socket: Socket) => void) => (await serve(say)).url.replace('http:', 'https:')

const handshakes: [string, string, () => Promise<string>][] = [
  ['answers with plain HTTP', 'WRONG_VERSION_NUMBER', () => plain((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
  ['hangs up', 'ECONNRESET', () => plain((socket) => socket.end())],
  ['says nothing', 'TIMEOUT', () => plain(() => {})],
  ['shows a certificate that nobody vouches for', 'SELF_SIGNED', async () => (await serveTls('good', () => {})).url],
  ['shows a certificate that has ended', 'EXPIRED', async () => (await serveTls('expired', () => {})).url],
]

for (const [name, says, start] of handshakes) {
  test(`in the handshake, a receiver that ${name}: tls`, async () => {
    // Trusted but for its date.
    tls.setDefaultCACertificates([...tls.getCACertificates(), certificates.expired.cert])
    const outcome = await send(await start())
    assert.ok(outcome.kind === 'temporary' && outcome.reason === 'tls', JSON.stringify(outcome))
    assert.match(outcome.detail, new RegExp(says))
  })
}

test('a status whose words break off has said all the same when to come again', async () => {
  const { url } = await serve((socket) => {
    socket.write('HTTP/1.1 503 Busy\r\nretry-after: 600\r\ncontent-length: 500\r\n\r\nNot n', () => socket.destroy())
  })
  const outcome = await send(url)
  assert.ok(outcome.kind === 'temporary', outcome.kind)
  assert.deepEqual([outcome.reason, outcome.retryAfterSeconds, outcome.slowDown], ['server-error', 600, true])
})
