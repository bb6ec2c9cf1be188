import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { startWebhookReceiver, type WebhookReceiver } from '../../src/demo/receivers/http.ts'
import { type SmtpReceiver, startSmtpReceiver } from '../../src/demo/receivers/smtp.ts'
import { expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { makeJournalist, makeList, makeMailbox } from '../outlets/factories.ts'

const secret = `whsec_${randomBytes(32).toString('base64')}`
const reason = { reason: 'Asked for it by letter' }

let clock: HandClock
let stage: Stage
let smtp: SmtpReceiver
let hooks: WebhookReceiver
let gate: Promise<void> | undefined
let layla: string
let list: string
let hook: string
before(async () => {
  clock = handClock(new Date())
  smtp = await startSmtpReceiver({ behave: (to) => (to.startsWith('layla.old') ? 'refuse' : 'accept') })
  hooks = await startWebhookReceiver({ secretOf: () => secret, ready: async () => gate })
  stage = await startStage({ clock, env: { SMTP_URL: smtp.url } })
  await stage.work()
  const { admin } = stage
  const person = {
    name: 'Layla Qasim',
    externalId: 'J-471147',
    phone: '+971 4 555 0199',
    tags: ['qasim-desk'],
    languages: ['en'],
  }
  const made = await admin.post('/v1/journalists', { ...person, country: 'AE' }, { 'idempotency-key': 'layla' })
  layla = expectStatus(made, 201).json.id
  await makeMailbox(admin, `journalists/${layla}`, 'layla@gulf.example', { externalId: 'E-471147' })
  await makeMailbox(admin, `journalists/${layla}`, 'layla.old@gulf.example')
  const settings = { url: `${hooks.url}/layla`, secret }
  hook = expectStatus(await admin.post(`/v1/journalists/${layla}/endpoints`, { channel: 'webhook', settings }), 201).json.id
  list = await makeList(admin)
  expectStatus(await admin.post(`/v1/outlet-lists/${list}/members`, { journalistIds: [layla] }), 200)
})
after(async () => {
  await stage.close()
  await smtp.close()
  await hooks.close()
})

const publish = async (outletListId: string, release: object = {}) => {
  const id = await stage.approved({ targets: [{ language: 'en', outletListId }], ...release })
  expectStatus(await stage.publish(id), 202)
  return id
}
const erase = (id: string, body: object = reason) => stage.admin.put(`/v1/journalists/${id}/erasure`, body)
const ledger = async (id: string) => (await stage.admin.get(`/v1/releases/${id}/deliveries`)).json.items

/** Every row of every table that holds a text, in whatever column: the queue's tables too. */
async function findEverywhere(text: string): Promise<string[]> {
  const tables = await stage.deps.db.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`
  const found = await Promise.all(
    tables.map(({ name }) =>
      stage.deps.db.$queryRawUnsafe<{ row: string }[]>(
        `SELECT '${name} ' || t::text AS row FROM ${name} t WHERE strpos(lower(t::text), lower($1)) > 0`,
        text,
      ),
    ),
  )
  return found.flat().map(({ row }) => row)
}

/** An import that names somebody: one that was applied, and one that may be. */
async function handIn(state: 'checked' | 'applied'): Promise<string> {
  const now = new Date()
  const lines = [
    { line: 2, kind: 'journalist', externalId: 'J-471147', action: 'update', data: { profile: { name: 'Layla Qasim' } } },
    { line: 3, kind: 'endpoint', externalId: 'E-9', action: 'create', data: { way: { settings: { to: 'Layla@Gulf.example' } } } },
    { line: 4, kind: 'journalist', externalId: 'J-2', action: 'create', data: { profile: { name: 'Nour' } } },
  ]
  const { id } = await stage.deps.db.import.create({
    data: {
      ...{ state, charset: 'utf-8', separator: ',', sizeBytes: 1, rows: 3, creates: 2, updates: 1, actor: 'x', keyId: layla },
      ...{ createdAt: now, updatedAt: now, lines: { create: lines } },
    },
  })
  return id
}

describe('an erasure', () => {
  it('403 for whoever is no admin, 404 of nobody, 422 for a reason that names them', async () => {
    expectStatus(await stage.editor.put(`/v1/journalists/${layla}/erasure`, reason), 403)
    expectStatus(await erase('019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60'), 404)
    const named = expectStatus(await erase(layla, { reason: 'layla qasim asked' }), 422)
    assert.equal(named.json.errors[0].pointer, '/reason')
  })

  it('of somebody in flight: what is being sent arrives under a pseudonym; name and addresses are nowhere any more', async () => {
    const first = await publish(list)
    const before = await stage.until(first, (now) => now.finished)
    assert.deepEqual([before.counts.delivered, before.counts.failed], [2, 1])
    assert.ok((await findEverywhere('layla')).length > 5)
    const [checked, applied] = [await handIn('checked'), await handIn('applied')]
    const opened = Promise.withResolvers<void>()
    gate = opened.promise
    const second = await publish(list)
    await stage.until(second, (now) => now.counts.sending === 1 && now.counts.delivered === 1)

    const { json: erasure } = expectStatus(await erase(layla), 200)
    assert.match(erasure.pseudonym, /^erased-[0-9a-f]{12}$/)
    opened.resolve()
    const status = await stage.until(second, (now) => now.finished)
    assert.deepEqual([status.counts.delivered, status.counts.suppressed], [2, 1])
    const names = [...(await ledger(first)), ...(await ledger(second))].map(
      ({ outletName, country }) => `${outletName} ${country}`,
    )
    assert.deepEqual(new Set(names), new Set([`${erasure.pseudonym} AE`]))
    assert.deepEqual((await stage.admin.get(`/v1/releases/${first}/status`)).json, before, 'the figures are what they were')
    for (const text of ['layla', 'qasim', '471147', '555 0199', 'taken as'])
      assert.deepEqual(await findEverywhere(text), [], text)

    const { db } = stage.deps
    const left = async (id: string) => {
      const { creates, updates, refused } = await db.import.findUniqueOrThrow({ where: { id } })
      return { creates, updates, refused }
    }
    assert.deepEqual(await left(checked), { creates: 1, updates: 0, refused: 2 })
    assert.deepEqual(await left(applied), { creates: 2, updates: 1, refused: 0 })
    const again = expectStatus(await erase(layla), 200)
    assert.deepEqual(again.json, erasure, 'erasing twice is erasing once')
  })

  it('stands in the events without a word on whom', async () => {
    const { json } = await stage.admin.get('/v1/events?kind=journalist.erased')
    assert.deepEqual(
      json.items.map(({ subject, reason, data }: { subject: object; reason: string; data: object }) => ({
        subject,
        reason,
        data,
      })),
      [{ subject: { type: 'journalist', id: layla }, reason: 'Asked for it by letter', data: { endpoints: 3, deliveries: 6 } }],
    )
    const [created] = (await stage.admin.get('/v1/events?kind=journalist.created')).json.items
    assert.equal(created.data.erased, true)
    assert.deepEqual(created.data.after.languages, ['en'])
  })

  it('leaves a journalist on no list who can be read and not changed', async () => {
    const { json, headers } = expectStatus(await stage.admin.get(`/v1/journalists/${layla}`), 200)
    assert.ok(json.erasedAt && json.archivedAt)
    assert.deepEqual([json.externalId, json.phone, json.tags, json.endpoints, json.outletIds], [null, null, [], [], []])
    const patch = await stage.admin.patch(`/v1/journalists/${layla}`, { name: 'Layla' }, { 'if-match': String(headers.etag) })
    assert.equal(expectStatus(patch, 409).problem, 'wrong-state')
    const endpoint = await stage.admin.patch(`/v1/endpoints/${hook}`, { state: 'active' }, { 'if-match': '*' })
    assert.equal(expectStatus(endpoint, 409).problem, 'wrong-state')
    assert.deepEqual((await stage.admin.get(`/v1/outlet-lists/${list}/members`)).json.items, [])
  })

  it('422 erased: no endpoint takes the address in again, and the suppression stays', async () => {
    const { admin } = stage
    const nour = await makeJournalist(admin, { name: 'Nour' })
    const mailbox = { channel: 'email', settings: { to: 'LAYLA@gulf.example' } }
    assert.equal(expectStatus(await admin.post(`/v1/journalists/${nour}/endpoints`, mailbox), 422).problem, 'erased')
    const id = await makeMailbox(admin, `journalists/${nour}`, 'nour@gulf.example')
    const moved = await admin.patch(`/v1/endpoints/${id}`, { settings: mailbox.settings }, { 'if-match': '*' })
    assert.equal(expectStatus(moved, 422).problem, 'erased')
    const { json } = await admin.get('/v1/suppressions?reason=erasure')
    assert.equal(json.items.length, 3)
    for (const { id: suppression } of json.items) {
      expectStatus(await admin.delete(`/v1/suppressions/${suppression}?reason=asked`), 409)
    }
  })

  it('of somebody whose mail waits for its hour: it ends as suppressed', async () => {
    const omar = await makeJournalist(stage.admin, { name: 'Omar Saleh', languages: ['en'] })
    await makeMailbox(stage.admin, `journalists/${omar}`, 'omar@gulf.example')
    const omars = await makeList(stage.admin, { name: 'Omar' })
    expectStatus(await stage.admin.post(`/v1/outlet-lists/${omars}/members`, { journalistIds: [omar] }), 200)
    const id = await publish(omars, { releaseAt: new Date(clock.now().getTime() + 30_000).toISOString() })
    await stage.until(id, (now) => now.counts.pending === 1)
    expectStatus(await erase(omar), 200)
    clock.advance(31_000)
    const status = await stage.until(id, (now) => now.finished)
    assert.equal(status.counts.suppressed, 1)
    assert.deepEqual([...(await findEverywhere('omar@')), ...(await findEverywhere('saleh'))], [])
    assert.equal(smtp.received.filter(({ to }) => to.startsWith('omar')).length, 0)
  })

  it('keeps out where an endpoint was before it moved, too', async () => {
    const { admin } = stage
    const id = await makeJournalist(admin)
    const old = await makeMailbox(admin, `journalists/${id}`, 'before@gulf.example')
    const moved = { settings: { to: 'after@gulf.example' } }
    expectStatus(await admin.patch(`/v1/endpoints/${old}`, moved, { 'if-match': '*' }), 200)
    expectStatus(await erase(id), 200)
    const other = await makeJournalist(admin)
    for (const to of ['before@gulf.example', 'after@gulf.example']) {
      const again = await admin.post(`/v1/journalists/${other}/endpoints`, { channel: 'email', settings: { to } })
      assert.equal(expectStatus(again, 422).problem, 'erased')
    }
  })

  it('of somebody with a short name costs nobody else an answer that is kept', async () => {
    const { admin } = stage
    const ed = expectStatus(await admin.post('/v1/journalists', { name: 'Ed', languages: ['en'] }), 201).json.id
    const outlet = { name: 'The Edinburgh Gazette', country: 'GB', languages: ['en'], timeZone: 'Europe/London' }
    const first = expectStatus(await admin.post('/v1/outlets', outlet, { 'idempotency-key': 'gazette' }), 201)
    expectStatus(await erase(ed, { reason: 'Asked for it by letter, and it was read' }), 200)
    const again = expectStatus(await admin.post('/v1/outlets', outlet, { 'idempotency-key': 'gazette' }), 201)
    assert.equal(again.json.id, first.json.id)
    const bob = expectStatus(await admin.post('/v1/journalists', { name: 'Bob Roe', languages: ['en'] }), 201).json.id
    expectStatus(await erase(bob, { reason: 'Asked by bob-roe himself' }), 422)
  })
})
