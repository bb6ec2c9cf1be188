import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { after, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { z } from 'zod'
import { answer, closeFarSides, get, open, serve } from './far-side.ts'

after(closeFarSides)

test('posts the bytes it was given and returns status, headers and body', async () => {
  let seen = ''
  const { url } = await serve((socket, request) => {
    seen += request
    socket.write(answer('أهلا', 'X-Twice: a', 'X-Twice: b'))
  })
  const body = new TextEncoder().encode('{"a":"é"}')
  const response = await open('127.0.0.0/8')(url, { ...get(), method: 'POST', headers: { 'x-mine': '1' }, body })
  assert.deepEqual(response, { status: 200, headers: { 'content-length': '8', 'x-twice': 'a, b' }, body: 'أهلا' })
  assert.match(seen, /^POST \/ HTTP\/1\.1\r\n/)
  assert.match(seen, /x-mine: 1\r\n/)
  assert.ok(seen.endsWith(Buffer.from(body).toString('latin1')))
})

test('connections are kept and used again', async () => {
  const { url, sockets } = await serve((socket) => socket.write(answer('ok')))
  const fetch = open('127.0.0.0/8')
  for (let i = 0; i < 20; i++) await fetch(url, get())
  // Two and not one: a request that follows at once finds the first connection still tidying up.
  assert.ok(sockets.length <= 2, `${sockets.length} connections`)
})

test('a private, loopback or link-local target is refused in every notation, and nothing connects', async () => {
  const { port, sockets } = await serve((socket) => socket.end(answer('secret')))
  const hosts = ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0', 'localhost']
  const literals = ['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '10.0.0.1', '169.254.169.254']
  for (const host of [...hosts, ...literals]) {
    const response = await open()(`http://${host}:${port}/`, get())
    assert.ok('failure' in response && response.failure === 'refused', `${host}: ${JSON.stringify(response)}`)
  }
  assert.equal(sockets.length, 0)
})

test('a name is allowed by the address behind it', async () => {
  const { port } = await serve((socket) => socket.write(answer('ok')))
  const response = await open('127.0.0.0/8')(`http://localhost:${port}/`, get())
  assert.ok('status' in response && response.status === 200, JSON.stringify(response))
})

test('what is not an http URL, or carries credentials, is refused', async () => {
  const fetch = open('127.0.0.0/8')
  for (const url of [
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'not a url',
    'http://me:secret@127.0.0.1/',
    'http://me@127.0.0.1/',
  ]) {
    const response = await fetch(url, get())
    assert.ok('failure' in response && response.failure === 'refused', url)
    assert.ok(!response.detail.includes('secret'))
  }
})

test('a redirect is an answer and not followed', async () => {
  let requests = 0
  const { url } = await serve((socket) => {
    requests += 1
    socket.write('HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n')
  })
  const response = await open('127.0.0.0/8')(url, get())
  assert.ok(!('failure' in response) && response.status === 302 && response.headers.location === '/elsewhere')
  assert.equal(requests, 1)
})

test('reads 64 KiB of a gigabyte and hangs up', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  let writtenBytes = 0
  const { url, sockets } = await serve((socket) => {
    const pump = () => {
      while (!socket.destroyed && writtenBytes < 2 ** 30) {
        writtenBytes += chunk.length
        if (!socket.write(chunk)) return
      }
    }
    socket.on('drain', pump)
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${2 ** 30}\r\n\r\n`)
    pump()
  })
  const response = await open('127.0.0.0/8')(url, get())
  assert.ok(!('failure' in response) && response.body.length === 64 * 1024)
  const [socket] = sockets
  if (socket && !socket.closed) await new Promise((resolve) => socket.once('close', resolve))
  assert.ok(writtenBytes < 2 ** 26, `${writtenBytes} bytes were taken off its hands`)
})

test('more than the length that was promised is not the answer to the next request', async () => {
  const { url } = await serve((socket) => socket.write(`${answer('ok')}HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nforge`))
  const fetch = open('127.0.0.0/8')
  for (let i = 0; i < 5; i++) {
    const response = await fetch(url, get())
    if (!('failure' in response)) assert.equal(response.body, 'ok')
  }
})

type Misdeed = { name: string; kind: string; status?: number; say: (socket: Socket) => void }

const misdeeds: Misdeed[] = [
  { name: 'never answers', kind: 'timeout', say: () => {} },
  { name: 'answers one byte and stalls', kind: 'too-slow', say: (socket) => socket.write('H') },
  { name: 'stalls in the body', kind: 'too-slow', status: 200, say: (socket) => socket.write(answer('ok').slice(0, -1)) },
  { name: 'hangs up without a word', kind: 'reset', say: (socket) => socket.end() },
  { name: 'resets', kind: 'reset', say: (socket) => socket.resetAndDestroy() },
  {
    name: 'hangs up before the promised length',
    kind: 'reset',
    status: 200,
    say: (socket) => socket.end(answer('ok').slice(0, -1)),
  },
  { name: 'speaks something else', kind: 'protocol', say: (socket) => socket.end('220 mail.example ESMTP\r\n') },
  {
    name: 'sends endless headers',
    kind: 'headers-too-large',
    say: (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}`),
  },
]

for (const { name, kind, status, say } of misdeeds) {
  test(`a server that ${name}: ${kind}`, async () => {
    const { url } = await serve(say)
    const response = await open('127.0.0.0/8')(
      url,
      get(AbortSignal.timeout(['timeout', 'too-slow'].includes(kind) ? 300 : 10_000)),
    )
    assert.ok('failure' in response, JSON.stringify(response))
    assert.deepEqual({ kind: response.failure, status: response.answer?.status }, { kind, status })
    assert.ok(response.detail.length > 0)
  })
}

test('nobody listens: connect', async () => {
  const { port, close } = await serve(() => {})
  close()
  const response = await open('127.0.0.0/8')(`http://127.0.0.1:${port}/`, get())
  assert.ok('failure' in response && response.failure === 'connect', JSON.stringify(response))
})

test('a name without an address: dns', async () => {
  const response = await open()('https://nobody.invalid/', get())
  assert.ok('failure' in response && response.failure === 'dns', JSON.stringify(response))
})

test('https where plain HTTP is spoken: tls', async () => {
  const { port } = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  const response = await open('127.0.0.0/8')(`https://127.0.0.1:${port}/`, get())
  assert.ok('failure' in response && response.failure === 'tls', JSON.stringify(response))
})

test('a certificate that nobody vouches for: tls', async () => {
  // It speaks mail, but with a certificate of its own making: we must not get as far as hearing it.
  const server = new SMTPServer({ secure: true, logger: false })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  after(() => server.close(() => {}))
  const { port } = z.object({ port: z.number() }).parse(server.server.address())
  const response = await open('127.0.0.0/8')(`https://127.0.0.1:${port}/`, get())
  assert.ok('failure' in response && response.failure === 'tls', JSON.stringify(response))
})

test('a fault of ours is an exception', async () => {
  const { url } = await serve((socket) => socket.write(answer('ok')))
  await assert.rejects(open('127.0.0.0/8')(url, { ...get(), headers: { 'bad name': 'x' } }))
})
