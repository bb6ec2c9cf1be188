import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startWebhookReceiver, type WebhookReceiver } from '../../src/demo/receivers/http.ts'
import { type SmtpReceiver, startSmtpReceiver } from '../../src/demo/receivers/smtp.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const outlets = 300

// The real process, as `npm start` runs it, on its own embedded Postgres, which the kill leaves behind.
describe('kill -9 in mid-distribution, then npm start', () => {
  let dir: string
  let mail: SmtpReceiver
  let hooks: WebhookReceiver
  let service: Started
  // After a third of the webhooks the receiver says nothing more until the process is dead: it dies in the middle.
  const killed = Promise.withResolvers<void>()
  let calls = 0
  const ready = async () => {
    calls += 1
    if (calls > outlets / 6) await killed.promise
  }
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dateline-survival-'))
    mail = await startSmtpReceiver()
    hooks = await startWebhookReceiver({ secretOf: () => secret, ready })
  })
  after(async () => {
    service?.child.kill('SIGTERM')
    if (service?.child.exitCode === null) await once(service.child, 'close')
    await mail.close()
    await hooks.close()
    await rm(dir, { recursive: true, force: true })
  })

  const start = async () => {
    service = await startProcess({
      DATA_DIR: dir,
      PORT: '0',
      SMTP_URL: mail.url,
      OUTBOUND_ALLOW: '127.0.0.0/8',
      LOG_LEVEL: 'warn',
      BATCH_SIZE: '50',
    })
    return service
  }
  const arrived = () => [
    ...mail.received.map(({ messageId }) => messageId.split('@')[0] ?? ''),
    ...hooks.received.map(({ webhookId }) => webhookId),
  ]

  it('every delivery reaches an end state, and what came twice carries the same id', async () => {
    const first = await start()
    const admin = first.adminKey ?? assert.fail('the first start prints the first admin’s key')
    const { id } = await publishTo(first.url, admin, hooks.url)
    await until(async () => arrived().length >= outlets / 6)
    first.child.kill('SIGKILL')
    await once(first.child, 'close')
    killed.resolve()
    const atKill = arrived().length
    assert.ok(atKill < outlets, `killed in the middle, at ${atKill} of ${outlets}`)

    const second = await start()
    assert.equal(second.adminKey, undefined, 'the wire is the same')
    const status = await until(async () => {
      const { json } = await call(second.url, admin, 'GET', `/v1/releases/${id}/status`)
      return json.finished ? json : undefined
    })
    assert.equal(status.counts.delivered, outlets)
    assert.equal(status.publication, 'released')
    const ids = await ledgerIds(second.url, admin, id)
    assert.equal(ids.length, outlets)
    assert.deepEqual([...new Set(arrived())].sort(), ids.sort())
    // At the kill at most the claimed slices of every batch at work were without a record.
    assert.ok(arrived().length - outlets <= 6 * 64, `${arrived().length - outlets} came twice`)
  })
})

type Started = { child: ChildProcess; url: string; adminKey: string | undefined }

async function startProcess(env: Record<string, string>): Promise<Started> {
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...rest } = process.env
  const child = spawn(process.execPath, [main], { env: { ...rest, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  let adminKey: string | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    adminKey ??= /dl_live_\S+/.exec(line)?.[0]
    const url = /listens on (\S+)/.exec(line)?.[1]
    if (!url) continue
    child.stdout.resume()
    return { child, url, adminKey }
  }
  throw new Error('the service ended before it listened')
}

/** Everything a release needs, over HTTP: outlets on both channels, a list, an issuer, an approved and published release. */
async function publishTo(url: string, key: string, hookUrl: string): Promise<{ id: string }> {
  const post = async (path: string, body: object) => (await call(url, key, 'POST', path, body)).json
  const list = await post('/v1/outlet-lists', { name: 'All' })
  const made = await Promise.all(
    Array.from({ length: outlets }, async (_, index) => {
      const outlet = await post('/v1/outlets', {
        name: `Outlet ${index}`,
        country: 'DE',
        languages: ['de'],
        sectors: [],
        timeZone: 'Europe/Berlin',
      })
      const endpoint =
        index % 2 === 0
          ? { channel: 'email', settings: { to: `desk${index}@outlet.example` } }
          : { channel: 'webhook', settings: { url: `${hookUrl}/${index}`, secret } }
      await post(`/v1/outlets/${outlet.id}/endpoints`, endpoint)
      return outlet.id
    }),
  )
  await post(`/v1/outlet-lists/${list.id}/members`, { outletIds: made })
  const me = (await call(url, key, 'GET', '/v1/me')).json
  const issuer = await post('/v1/issuers', { names: { de: 'Beispiel AG' } })
  await call(url, key, 'PUT', `/v1/accounts/${me.account.id}/issuers/${issuer.id}`)
  const release = await post('/v1/releases', {
    issuerIds: [issuer.id],
    source: { kind: 'issuer' },
    editions: [
      { language: 'de', headline: 'Beispiel', dateline: { place: 'Berlin' }, body: { format: 'text', content: 'Ein Text.' } },
    ],
    contacts: [{ name: 'Presse', email: 'presse@beispiel.example' }],
    targets: [{ language: 'de', outletListId: list.id }],
  })
  await call(url, key, 'PUT', `/v1/releases/${release.id}/submission`)
  await call(url, key, 'PUT', `/v1/releases/${release.id}/publication`, {})
  return release
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers as a client without types would
type Json = any

async function call(url: string, key: string, method: string, path: string, body?: object): Promise<{ json: Json }> {
  const headers = { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) }
  const res = await fetch(`${url}${path}`, { method, headers, body: body ? JSON.stringify(body) : undefined })
  const text = await res.text()
  assert.ok(res.ok, `${method} ${path}: ${res.status} ${text}`)
  return { json: text === '' ? undefined : JSON.parse(text) }
}

async function ledgerIds(url: string, key: string, id: string): Promise<string[]> {
  const { json } = await call(url, key, 'GET', `/v1/releases/${id}/deliveries?limit=200`)
  const ids: string[] = json.items.map((item: { id: string }) => item.id)
  if (!json.nextCursor) return ids
  const next = await call(url, key, 'GET', `/v1/releases/${id}/deliveries?limit=200&cursor=${json.nextCursor}`)
  return [...ids, ...next.json.items.map((item: { id: string }) => item.id)]
}

/** Asks until there is an answer; each asking is a round trip, so nothing spins. */
async function until<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + 90_000
  while (performance.now() < deadline) {
    const answer = await ask()
    if (answer) return answer
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('it never came to pass')
}
