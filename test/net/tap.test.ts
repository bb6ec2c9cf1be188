import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import tls from 'node:tls'
import { certificates } from './certificates.ts'
import { closeFarSides, open, serve, serveTls } from './far-side.ts'

after(closeFarSides)

const fetch = open('127.0.0.0/8')

/** An exchange with everything that went over the line, in order. */
async function tapped(url: string, body: Uint8Array) {
  const pieces: [string, Uint8Array][] = []
  const tap = {
    sent: (piece: Uint8Array) => void pieces.push(['sent', piece]),
    heard: (piece: Uint8Array) => void pieces.push(['heard', piece]),
  }
  const headers = { 'content-type': 'text/plain', 'x-one': '1' }
  const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(5_000), tap })
  const all = (which: string) => Buffer.concat(pieces.filter(([kind]) => kind === which).map(([, piece]) => piece))
  return { answer, sent: all('sent'), heard: all('heard') }
}

const reply =
  'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\nHTTP/1.1 200 Fine\r\ntransfer-encoding: chunked\r\n\r\n3\r\nab\xff\r\n0\r\n\r\n'
const body = Buffer.from('دبي \0 ด')

test('a tap has every byte as it went over the line, both ways, and the exchange is as ever', async () => {
  let taken = ''
  const { url } = await serve((socket, chunk) => {
    taken += chunk
    if (taken.endsWith(body.toString('latin1'))) socket.write(reply, 'latin1')
  })
  const { answer, sent, heard } = await tapped(`${url}in?a=1`, body)
  assert.ok('status' in answer && answer.status === 200, JSON.stringify(answer))
  assert.equal(heard.toString('latin1'), reply)
  assert.equal(sent.toString('latin1'), taken)
  assert.match(taken, /^POST \/in\?a=1 HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\n/)
})

test('behind TLS a tap has what was said, not what it looked like', async () => {
  tls.setDefaultCACertificates([...tls.getCACertificates(), certificates.good.cert])
  const { url } = await serveTls('good', (socket) => socket.write('HTTP/1.1 204 Nothing\r\n\r\n'))
  const { sent, heard } = await tapped(url, body)
  assert.ok(sent.includes(body))
  assert.equal(heard.toString(), 'HTTP/1.1 204 Nothing\r\n\r\n')
})

test('of a host that is not there a tap has nothing, and of one that hangs up what it got', async () => {
  const gone = await tapped('http://127.0.0.1:1/', body)
  assert.ok('failure' in gone.answer && gone.answer.failure === 'connect')
  assert.equal(gone.sent.length + gone.heard.length, 0)
  const { url } = await serve((socket) => socket.end('HTTP/1.1 200 O'))
  const half = await tapped(url, body)
  assert.ok('failure' in half.answer)
  assert.equal(half.heard.toString(), 'HTTP/1.1 200 O')
})
