import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import type { Outcome } from '../../src/channels/channel.ts'
import { newWebhookSecret } from '../../src/channels/webhook/signature.ts'
import { webhook } from '../../src/channels/webhook/webhook.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from './conformance.ts'

const { fetch, close } = openFetch({ allow: ['127.0.0.0/8'] })
const guarded = openFetch({ allow: [] })
const secret = newWebhookSecret()
const sentAt = new Date('2026-12-01T05:00:00Z')

let reply: (res: ServerResponse) => void
let url: string
const server = createServer((req, res) => req.resume().on('end', () => reply(res)))

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}/`
})
after(async () => {
  await Promise.all([close(), guarded.close()])
  server.close()
})

/** What becomes of a webhook whose receiver answers so. */
async function outcomeOf(status: number, headers: Record<string, string> = {}, body = ''): Promise<Outcome> {
  reply = (res) => res.writeHead(status, headers).end(body)
  return send(url)
}

function send(to: string, through = fetch): Promise<Outcome> {
  const message = makeMessage(webhook, { settings: { url: to, secret }, sentAt })
  return webhook.open({ fetch: through, smtpUrl: undefined }).send(message, AbortSignal.timeout(10_000))
}

test('every 2xx is delivered, with status and words as the receipt', async () => {
  assert.deepEqual(await outcomeOf(200, {}, '{"id":"a1"}'), { kind: 'delivered', receipt: '200 {"id":"a1"}' })
  assert.deepEqual(await outcomeOf(204), { kind: 'delivered', receipt: '204' })
})

test('a receipt is one line of at most some 200 characters, without NUL and with whole characters', async () => {
  const outcome = await outcomeOf(202, {}, `a\0b\r\nc ${'👩‍👩‍👧‍👦'.repeat(400)}`)
  assert.ok(outcome.kind === 'delivered')
  assert.match(outcome.receipt, /^202 a b c 👩/)
  assert.ok(outcome.receipt.isWellFormed() && [...outcome.receipt].length <= 210)
})

test('statuses are told apart', async () => {
  const expected: [number, string, string][] = [
    [301, 'permanent', 'redirected'],
    [307, 'permanent', 'redirected'],
    [400, 'permanent', 'rejected'],
    [401, 'permanent', 'unauthorized'],
    [403, 'permanent', 'unauthorized'],
    [404, 'permanent', 'rejected'],
    [408, 'temporary', 'not-ready'],
    [410, 'permanent', 'gone'],
    [413, 'permanent', 'rejected'],
    [425, 'temporary', 'not-ready'],
    [429, 'temporary', 'rate-limited'],
    [500, 'temporary', 'server-error'],
    [503, 'temporary', 'server-error'],
  ]
  for (const [status, kind, reason] of expected) {
    const outcome = await outcomeOf(status, { location: 'https://elsewhere.example/' })
    assert.ok(
      outcome.kind === kind && outcome.kind !== 'delivered' && outcome.reason === reason,
      `${status} ${JSON.stringify(outcome)}`,
    )
    assert.match(outcome.detail, new RegExp(String(status)))
    assert.equal(outcome.kind === 'permanent' && outcome.disable === true, status === 410)
  }
})

const date = 'Mon, 05 Jan 2015 10:00:00 GMT'

const retryAfters: [Record<string, string>, number | undefined][] = [
  [{}, undefined],
  [{ 'retry-after': '120' }, 120],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '90.5' }, 91],
  [{ 'retry-after': '99999999' }, 86_400],
  [{ 'retry-after': '9'.repeat(400) }, 86_400],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': '1e3' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '120 seconds' }, undefined],
  [{ 'retry-after': '60, 120' }, undefined],
  [{ 'retry-after': '2015-01-05T10:00:30Z' }, undefined],
  [{ date, 'retry-after': 'Mon, 05 Jan 2015 10:00:30 GMT' }, 30],
  [{ date, 'retry-after': 'Monday, 05-Jan-15 10:00:30 GMT' }, 30],
  [{ date, 'retry-after': 'Mon Jan  5 10:00:30 2015' }, 30],
  [{ date, 'retry-after': 'Mon, 05 Jan 2015 09:00:00 GMT' }, 0],
  [{ date, 'retry-after': 'Fri, 05 Jan 2035 10:00:00 GMT' }, 86_400],
  // Without a date of theirs it is counted from when the attempt began; Node adds one unless it is told not to.
  [{ date: 'unreadable', 'retry-after': 'Tue, 01 Dec 2026 05:00:10 GMT' }, 10],
]

for (const [headers, expected] of retryAfters) {
  test(`Retry-After: 503 with ${JSON.stringify(headers).slice(0, 90)}: ${expected} s`, async () => {
    const outcome = await outcomeOf(503, headers)
    assert.equal(outcome.kind === 'temporary' ? outcome.retryAfterSeconds : assert.fail(outcome.kind), expected)
  })
}

test('429 and 503 slow the host down, other failures do not', async () => {
  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    const outcome = await outcomeOf(status)
    assert.ok(outcome.kind === 'temporary')
    assert.equal(outcome.slowDown, status === 429 || status === 503 ? true : undefined, String(status))
  }
})

test('a receiver that repeats the secret does not get it into the ledger', async () => {
  const bare = secret.replace('whsec_', '')
  for (const status of [200, 302, 400, 401, 503])
    for (const said of [secret, bare]) {
      const outcome = await outcomeOf(status, { location: `https://elsewhere.example/?${said}` }, `your secret is ${said}`)
      assert.ok(!JSON.stringify(outcome).includes(bare), JSON.stringify(outcome))
      assert.match(JSON.stringify(outcome), /•••/)
    }
})

test('an answer that breaks off after its status has still said yes or no', async () => {
  const breakOff = (status: number) => (res: ServerResponse) => {
    res.writeHead(status, { 'content-length': '100' }).write('half', () => res.destroy())
  }
  reply = breakOff(200)
  assert.deepEqual(await send(url), { kind: 'delivered', receipt: '200' })
  reply = breakOff(503)
  assert.equal((await send(url)).kind, 'temporary')
})

test('a target that our guard refuses is permanent, one that is not there temporary', async () => {
  const refused = await send(url, guarded.fetch)
  assert.ok(refused.kind === 'permanent' && refused.reason === 'address-refused', JSON.stringify(refused))
  const missing = await send('https://nobody.invalid/')
  assert.ok(missing.kind === 'temporary' && missing.reason === 'dns', JSON.stringify(missing))
})
