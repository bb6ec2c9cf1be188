import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { after, before, test } from 'node:test'
import tls from 'node:tls'
import { certificates } from './certificates.ts'
import { answer, closeFarSides, get, open, serve, serveTls, until } from './far-side.ts'

after(closeFarSides)

before(() => tls.setDefaultCACertificates([...tls.getCACertificates(), certificates.good.cert]))

test('a warm connection is there before the request, and carries it; nothing was said on it until then', async () => {
  const heard: string[] = []
  const { url, sockets } = await serve((socket, request) => {
    heard.push(request)
    socket.write(answer('ok'))
  })
  const fetch = open('127.0.0.0/8')
  await fetch.warm(`${url}some/path?of=it`)
  await until(() => sockets.length === 1)
  assert.deepEqual(heard, [])
  const response = await fetch(url, get())
  assert.ok(!('failure' in response) && response.body === 'ok')
  assert.deepEqual([sockets.length, heard.length], [1, 1])
})

test('behind https the handshake is done, and the certificate was judged', async () => {
  const good = await serveTls('good', (socket) => socket.write(answer('ok')))
  const expired = await serveTls('expired', () => {})
  const fetch = open('127.0.0.0/8')
  await Promise.all([fetch.warm(good.url), fetch.warm(expired.url)])
  await until(() => good.sockets.length === 1)
  const response = await fetch(good.url, get())
  assert.ok(!('failure' in response) && response.body === 'ok', JSON.stringify(response))
  assert.equal(good.sockets.length, 1)
  const refused = await fetch(expired.url, get())
  assert.ok('failure' in refused && refused.failure === 'tls', JSON.stringify(refused))
})

test('a hundred calls at once open four connections; requests beyond them open their own', async () => {
  const { url, sockets } = await serve((socket) => socket.write(answer('ok')))
  const fetch = open('127.0.0.0/8')
  await Promise.all(Array.from({ length: 100 }, () => fetch.warm(url)))
  await until(() => sockets.length >= 4)
  const responses = await Promise.all(Array.from({ length: 6 }, () => fetch(url, get())))
  assert.ok(responses.every((response) => !('failure' in response)))
  assert.equal(sockets.length, 6)
})

test('the guard stands before it, and it never throws', async () => {
  const { url, port, sockets } = await serve(() => {})
  const fetch = open()
  for (const target of [
    url,
    `http://localhost:${port}/`,
    'ftp://127.0.0.1/',
    'http://me@127.0.0.1/',
    'no url',
    'https://nobody.invalid/',
  ]) {
    await fetch.warm(target)
  }
  await open('127.0.0.0/8').warm('http://127.0.0.1:1/')
  assert.equal(sockets.length, 0)
})

const spoilt: [string, (socket: Socket) => void][] = [
  ['that hung up', (socket) => socket.end()],
  ['that spoke before it was asked', (socket) => socket.write(answer('forged'))],
]

for (const [what, spoil] of spoilt) {
  test(`a warm connection ${what} carries nothing`, async () => {
    const { url, sockets } = await serve((socket) => socket.write(answer('ok')))
    const fetch = open('127.0.0.0/8')
    await fetch.warm(url)
    await until(() => sockets.length === 1)
    const [first] = sockets
    assert.ok(first)
    spoil(first)
    // A round trip through another connection of the same server: what the first one said has arrived by then.
    const other = open('127.0.0.0/8')
    await other(url, get())
    if (what === 'that hung up' && !first.closed) await once(first, 'close')
    const response = await fetch(url, get())
    assert.ok(!('failure' in response) && response.body === 'ok', JSON.stringify(response))
    assert.equal(sockets.length, 3)
  })
}
