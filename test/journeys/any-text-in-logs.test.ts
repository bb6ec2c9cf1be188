import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { openLog } from '../../src/log.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { openRandom, pick, scripts, seed, writeText } from '../harness/text.ts'
import { closeFarSides, serve } from '../net/far-side.ts'
import { makeOutlet } from '../outlets/factories.ts'

after(closeFarSides)

/** What ends a line, commands a terminal, hides or reorders text, or is half a character. */
const hostile = [
  '\n{"level":30,"msg":"forged"}\n',
  '\r',
  '\0',
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m\u009d0;title\u009c',
  '\u007f\b\b\b',
  '\u0085\u2028\u2029',
  '\u202e\u2066\u200f',
  '\ud83d',
  '\udc4d\ud83d',
  '"}\\"\\u2028\\',
  '%s %j %o',
  '__proto__',
]

/** A line is one to whoever cuts at anything that ends a line somewhere, shows what it says, and is JSON. */
function readLine(line: string): Record<string, unknown> {
  assert.doesNotMatch(line, /(?!\n$)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}]/u)
  assert.ok(line.endsWith('\n'), line)
  return JSON.parse(line)
}

describe(`any text in the log (TEXT_SEED=${seed})`, () => {
  const random = openRandom(seed)
  const text = () =>
    Array.from({ length: 4 }, () =>
      random() < 0.5 ? pick(random, hostile) : writeText(random, pick(random, Object.values(scripts)), 4),
    ).join('')

  it('is one line of JSON that says it, in every field, message and error', () => {
    const lines: string[] = []
    const log = openLog({ level: 'trace', base: { role: text() } }, { write: (line) => void lines.push(line) })
    for (let n = 0; n < 500; n++) {
      const [name, value, message, cause] = [text(), text(), text(), text()]
      log.info({ [`a${name}`]: value, list: [value], deep: { [name]: value } }, 'said')
      log.child({ child: value }).warn({ err: new Error(message, { cause: new Error(cause) }) })
      log.error(message.replaceAll('%', ''))
      const [said, warned, told] = lines.splice(0).map(readLine)
      assert.deepEqual(
        [said?.[`a${name}`], said?.list, said?.deep],
        [value, [value], JSON.parse(JSON.stringify({ [name]: value }))],
      )
      const err = z.object({ message: z.string() }).parse(warned?.err)
      assert.deepEqual([warned?.child, warned?.msg, err.message], [value, message, `${message}: ${cause}`])
      assert.equal(told?.msg, message.replaceAll('%', ''))
    }
  })
})

describe(`the log of a wire that is told anything (TEXT_SEED=${seed})`, () => {
  const random = openRandom(seed)
  const lines: string[] = []
  let stage: Stage
  before(async () => {
    stage = await startStage({ env: { LOG_LEVEL: 'trace' }, logTo: { write: (line) => void lines.push(line) } })
    await stage.work()
  })
  after(() => stage.close())

  it('stays lines of JSON, whatever a headline, a name, a reason or an answer of the far side says', async () => {
    const far = await serve((socket, request) => {
      if (!request.startsWith('POST')) return
      const words = Buffer.concat([Buffer.from(hostile.join('')), Buffer.from([0xff, 0x9b, 0x80, 0xed, 0xa0, 0xbd])])
      const head = `HTTP/1.1 ${request.includes('/refuse') ? '400' : '503'} \u009bno\r\nlocation: \u009b\u0085\r\ncontent-length: ${words.length}\r\n\r\n`
      socket.write(Buffer.concat([Buffer.from(head, 'latin1'), words]))
    })
    const outletIds: string[] = []
    for (const path of ['refuse', 'later']) {
      const outlet = await makeOutlet(stage.admin, {
        name: `${path} ${writeText(random, 'Arabic', 9)} \u200f`,
        languages: ['en'],
      })
      const endpoint = { channel: 'webhook', settings: { url: `${far.url}${path}` } }
      expectStatus(await stage.admin.post(`/v1/outlets/${outlet}/endpoints`, endpoint), 201)
      outletIds.push(outlet)
    }
    const list = expectStatus(await stage.admin.post('/v1/outlet-lists', { name: '\u2067עב\u2069' }), 201).json
    expectStatus(await stage.admin.post(`/v1/outlet-lists/${list.id}/members`, { outletIds }), 200)
    const edition = { language: 'en', headline: `Headline ${writeText(random, 'Latin', 9)}`, dateline: { place: 'Dubai' } }
    const body = { format: 'text', content: `Words \u2028 \u2029 ${writeText(random, 'Latin', 40)}` }
    const id = await stage.approved({ editions: [{ ...edition, body }], targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, ({ counts }) => counts.failed === 1 && counts.retrying === 1)
    for (const words of hostile) {
      await stage.admin.post('/v1/outlet-lists', JSON.stringify({ name: words, [words]: words }))
      await stage.admin.put('/v1/wire/hold', { reason: words })
      await stage.as(encodeURIComponent(words.toWellFormed())).get('/v1/outlets')
      await stage.admin.get(
        `/v1/outlets/${encodeURIComponent(words.toWellFormed())}?cursor=${encodeURIComponent(words.toWellFormed())}`,
      )
    }
    await stage.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = z.object({ port: z.number() }).parse(stage.app.addresses()[0])
    for (const path of ['/\u009b31m', '/v1/\u0085x', '/%1b%0a%E2%80%A8', '/\ud83d'])
      await ask(port, Buffer.from(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`, 'latin1'))
    const said = lines.map(readLine)
    assert.ok(said.some(({ msg }) => msg === 'attempt') && said.some(({ msg }) => msg === 'request'))
    assert.ok(said.some(({ path }) => path === '/%1b%0a%E2%80%A8'))
    assert.ok(!said.some(({ msg }) => msg === 'forged'))
  })
})

/** Says these bytes to a port, and waits for the end of what is answered. */
async function ask(port: number, bytes: Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(bytes)
  return readText(socket)
}
