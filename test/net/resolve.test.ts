import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import dns from 'node:dns'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { answer, closeFarSides, get, open, serve } from './far-side.ts'

after(closeFarSides)

const asked: string[] = []
const server = createSocket('udp4')
const systems = dns.getServers()

/** A name server: `slow` names get no answer, `private` ones a private address, `gone` ones do not exist, all others are on loopback. */
before(async () => {
  server.on('message', (question, { port, address }) => {
    const name = readName(question)
    asked.push(name)
    if (!name.startsWith('slow')) server.send(reply(question, name), port, address)
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  dns.setServers([`127.0.0.1:${server.address().port}`])
})
after(() => {
  dns.setServers(systems)
  server.close()
})

function readName(question: Buffer): string {
  const labels: string[] = []
  for (let at = 12; question[at]; at += 1 + (question[at] ?? 0)) {
    labels.push(question.toString('latin1', at + 1, at + 1 + (question[at] ?? 0)))
  }
  return labels.join('.')
}

/** RFC 1035: the question again, and one A record where A was asked for. */
function reply(question: Buffer, name: string): Buffer {
  const end = 12 + name.length + 2 + 4
  const isA = question.readUInt16BE(end - 4) === 1
  const exists = !name.startsWith('gone')
  const head = Buffer.from(question.subarray(0, 12))
  head.writeUInt16BE(exists ? 0x8180 : 0x8183, 2)
  head.writeUInt16BE(isA && exists ? 1 : 0, 6)
  head.writeUInt32BE(0, 8)
  const ip = name.startsWith('private') ? [10, 0, 0, 1] : [127, 0, 0, 1]
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...ip])
  return Buffer.concat([head, question.subarray(12, end), ...(isA && exists ? [record] : [])])
}

test('names whose server is silent hold up nobody else, and end as dns', async () => {
  const { port } = await serve((socket) => socket.write(answer('ok')))
  const fetch = open('127.0.0.0/8')
  let isOver = false
  const slow = Array.from({ length: 20 }, (_, n) => fetch(`http://slow-${n}.example/`, get()))
  const all = Promise.all(slow).finally(() => {
    isOver = true
  })
  for (let n = 0; n < 20; n++) {
    const quick = await fetch(`http://quick-${n}.example:${port}/`, get())
    assert.ok(!('failure' in quick) && quick.body === 'ok', JSON.stringify(quick))
  }
  assert.equal(isOver, false, 'the quick ones waited for the slow ones')
  for (const response of await all) {
    assert.ok('failure' in response && response.failure === 'dns', JSON.stringify(response))
    assert.match(response.detail, /does not answer in time/)
  }
})

test('a name is asked for once, however many connections go there', async () => {
  const { port } = await serve((socket) => socket.write(answer('ok')))
  const fetch = open('127.0.0.0/8')
  await Promise.all(Array.from({ length: 20 }, () => fetch(`http://often.example:${port}/`, get())))
  assert.deepEqual(
    asked.filter((name) => name === 'often.example'),
    ['often.example', 'often.example'],
    'A and AAAA',
  )
})

test('what the name server says is judged: a private address behind a public name is refused', async () => {
  const response = await open('127.0.0.0/8')('http://private.example/', get())
  assert.ok('failure' in response && response.failure === 'refused', JSON.stringify(response))
})

test('a name that does not exist: dns', async () => {
  const response = await open('127.0.0.0/8')('http://gone.example/', get())
  assert.ok('failure' in response && response.failure === 'dns', JSON.stringify(response))
})
