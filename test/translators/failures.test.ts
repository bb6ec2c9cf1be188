import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Refusal } from '../../src/translators/translator.ts'
import type { Answer } from './libre-server.ts'
import { apiKey, ask, openStage, translateOne } from './stage.ts'

const says =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (res) =>
    res.writeHead(status, headers).end(body)

const error = (status: number, text: string, headers?: Record<string, string>) =>
  says(status, JSON.stringify({ error: text }), headers)

async function refusalOf(...given: Parameters<typeof ask>): Promise<Refusal> {
  const outcome = await ask(...given)
  assert.ok(!outcome.ok, JSON.stringify(outcome))
  assert.ok(outcome.detail.length > 0 && outcome.detail.length <= 400 && outcome.detail.isWellFormed())
  return outcome
}

describe('what a moment cures', () => {
  it('500, 503 and a broken connection: a translation after waiting for 1, 2 and 4 seconds', async () => {
    const { server, translator, waited } = await openStage()
    server.answers.push(error(500, 'Cannot translate text'), says(503, '<html>'), (res) => res.destroy())
    assert.equal((await translateOne(translator, '<p>One</p>')).text, '<p>Bar</p>')
    assert.deepEqual(waited, [1000, 2000, 4000])
  })

  it('429: after as long as Retry-After says, in seconds or as a date', async () => {
    const { server, translator, waited } = await openStage()
    const date = { date: 'Sat, 28 Nov 2026 14:00:00 GMT', 'retry-after': 'Sat, 28 Nov 2026 14:00:31 GMT' }
    server.answers.push(error(429, 'Slowdown: 2 per 1 minute', { 'retry-after': '7' }), says(429, '', date))
    assert.equal((await translateOne(translator, '<p>One</p>')).text, '<p>Bar</p>')
    assert.deepEqual(waited, [7000, 31_000])
  })

  it('a limit by the minute: the minute is waited for, and no more is asked for at once than it lets through', async () => {
    const { server, translator, waited } = await openStage({ reqLimit: 10 })
    const { text } = await translateOne(translator, '<p>One</p>'.repeat(35))
    assert.equal(text, '<p>Bar</p>'.repeat(35))
    assert.deepEqual(waited, [60_000, 60_000, 60_000])
    assert.deepEqual([...new Set(server.asked.map(({ body }) => body.q?.length))], [25, 10, 5])
  })

  it('what does not pass is told after four tries', async () => {
    const { server, translator } = await openStage()
    server.answers.push(...Array<Answer>(8).fill(error(500, 'Cannot translate text: out of memory')))
    const { reason, detail } = await refusalOf(translator, '<p>One</p>')
    assert.deepEqual([reason, detail], ['unavailable', 'LibreTranslate answered 500: Cannot translate text: out of memory'])
    assert.equal(server.asked.length, 4)
  })
})

describe('what no moment cures is told at once', () => {
  const embargoed = 'Acme buys Beta'
  const day = 24 * 60 * 60_000
  const cases: [string, Answer, Refusal['reason'], number?][] = [
    ['a quota by the day', error(429, 'Slowdown: 1000 per 1 day'), 'quota', day],
    ['a Retry-After of an hour', error(429, 'Slowdown', { 'retry-after': '3600' }), 'quota', 3_600_000],
    ['a ban', error(403, 'Too many request limits violations'), 'quota'],
    ['a wrong key', error(403, `Invalid API key: ${apiKey}`), 'refused-key'],
    ['401', says(401, ''), 'refused-key'],
    ['413', says(413, '<html>Too large</html>'), 'too-long'],
    ['a parameter that is not understood', error(400, 'Invalid request: missing q parameter'), 'garbled'],
    ['an HTML page', says(200, `<!doctype html><h1>${embargoed}</h1>`), 'garbled'],
    ['no body', says(200, ''), 'garbled'],
    ['fewer texts than asked for', says(200, '{"translatedText":["Bar"]}'), 'garbled'],
    ['one text for many', says(200, '{"translatedText":"Bar"}'), 'garbled'],
    ['numbers', says(200, '{"translatedText":[1,2]}'), 'garbled'],
    ['empty texts', says(200, '{"translatedText":[""," "]}'), 'garbled'],
    ['a gigantic answer', says(200, `{"translatedText":["${'x'.repeat(5_000_000)}","Gjb"]}`), 'garbled'],
    ['a redirect', says(308, '', { location: 'https://elsewhere.example/' }), 'unavailable'],
    ['a 404', says(404, '<h1>Not Found</h1>'), 'unavailable'],
  ]
  for (const [name, answer, expected, expectedMs] of cases) {
    it(`${name}: ${expected}`, async () => {
      const { server, translator, waited } = await openStage({ key: apiKey, keys: [apiKey] })
      server.answers.push(answer)
      const { reason, retryAfterMs, detail } = await refusalOf(translator, '<p>One</p><p>Two</p>')
      assert.deepEqual([reason, retryAfterMs], [expected, expectedMs])
      assert.deepEqual([waited, server.asked.length], [[], 1])
      assert.ok(!detail.includes(apiKey) && !detail.includes(embargoed))
    })
  }
})

describe('a server', () => {
  it('that is silent is a timeout, and so is one whose whole translation takes too long', async () => {
    const { server, translator } = await openStage({ bounds: { requestMs: 500 } })
    server.answers.push(...Array<Answer>(4).fill(() => {}))
    assert.equal((await refusalOf(translator, '<p>One</p>')).reason, 'timeout')
    const hasty = await openStage({ bounds: { deadlineMs: 2000 } })
    hasty.server.answers.push((res) => res.write('{"translatedText":'))
    assert.equal((await refusalOf(hasty.translator, '<p>One</p>')).reason, 'timeout')
    assert.deepEqual([server.asked.length, hasty.server.asked.length], [4, 1])
  })

  it('that says more than 64 KiB is not heard out', async () => {
    const { server, translator } = await openStage()
    server.answers.push(says(200, `{"translatedText":["${'x'.repeat(70_000)}"]}`))
    assert.match((await refusalOf(translator, '<p>One</p>')).detail, /64 KiB/)
  })

  it('is not asked by whoever has no time', async () => {
    const { server, translator } = await openStage()
    const request = { source: 'en', target: 'de', texts: [{ kind: 'text', content: 'One' }], keep: [] } as const
    const outcome = await translator.translate(request, AbortSignal.abort())
    assert.ok(!outcome.ok && outcome.reason === 'timeout')
    assert.deepEqual(server.asked, [])
  })

  it('that is not there, or may not be reached, is unavailable', async () => {
    const gone = await openStage()
    gone.server.close()
    assert.match((await refusalOf(gone.translator, '<p>One</p>')).detail, /cannot be reached: No connection/)
    const guarded = await openStage({ allow: [] })
    const { reason, detail } = await refusalOf(guarded.translator, '<p>One</p>')
    assert.equal(reason, 'unavailable')
    assert.match(detail, /127\.0\.0\.1 is not a public address.*OUTBOUND_ALLOW/)
    assert.deepEqual(guarded.waited, [])
  })

  it('that wants a key refuses who has none or another one; with the right one it translates', async () => {
    const keys = [apiKey]
    const none = await openStage({ keys })
    assert.equal((await refusalOf(none.translator, '<p>One</p>')).reason, 'refused-key')
    const wrong = await openStage({ keys, key: 'another-key' })
    assert.equal((await refusalOf(wrong.translator, '<p>One</p>')).reason, 'refused-key')
    const right = await openStage({ keys, key: apiKey })
    assert.equal((await translateOne(right.translator, '<p>One</p>')).text, '<p>Bar</p>')
    assert.equal(right.server.asked[0]?.headers['accept-language'], 'en')
  })
})
