import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { z } from 'zod'
import { openConnect } from '../../src/net/connect.ts'
import { toFailure } from '../../src/net/failure.ts'
import { AddressRefused } from '../../src/net/guard.ts'

const patience = () => AbortSignal.timeout(10_000)
const loopback = openConnect({ allow: ['127.0.0.0/8'] })

async function listen() {
  const server = createServer((socket) => socket.end('here'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: z.object({ port: z.number() }).parse(server.address()).port, close: () => server.close() }
}

test('connects by name and by address to what may be reached', async () => {
  const { port, close } = await listen()
  for (const host of ['127.0.0.1', 'localhost']) {
    const socket = await loopback({ host, port, signal: patience() })
    const [said] = await once(socket, 'data')
    assert.equal(String(said), 'here', host)
    socket.destroy()
  }
  close()
})

test('a private address is refused, as it is and behind a name', async () => {
  const { port, close } = await listen()
  const connect = openConnect({ allow: [] })
  for (const host of ['127.0.0.1', 'localhost']) {
    await assert.rejects(connect({ host, port, signal: patience() }), AddressRefused)
  }
  close()
})

test('nobody there is told as that, and an end of time as the caller’s own reason', async () => {
  const { port, close } = await listen()
  close()
  const error = await loopback({ host: '127.0.0.1', port, signal: patience() }).catch((thrown: unknown) => thrown)
  assert.equal(toFailure(error, { aborted: false, began: false })?.failure, 'connect')
  const reason = new Error('over')
  await assert.rejects(loopback({ host: '127.0.0.1', port, signal: AbortSignal.abort(reason) }), reason)
})
