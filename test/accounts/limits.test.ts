import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expandDispatch } from '../../src/publications/expand.ts'
import type { Client } from '../harness/client.ts'
import { type Answer, expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { whileLocked } from './while-locked.ts'

const clock = handClock('2026-11-29T22:00:00Z')
const noLimits = { releasesPerDay: null, recipientsPerMonth: null, concurrency: null }

/** An account of its own, which acts for the stage's issuer. */
type Tenant = Client & { accountId: string }

describe('limits of an account', () => {
  let stage: Stage
  let listId: string
  before(async () => {
    stage = await startStage({ clock })
    listId = (await stage.list([{}, {}, {}])).id
  })
  after(() => stage.close())

  const openTenant = async (limits: object): Promise<Tenant> => {
    const tenant = await stage.client('submitter')
    const url = `/v1/accounts/${tenant.accountId}`
    expectStatus(await stage.admin.put(`${url}/issuers/${stage.issuerId}`), 204)
    expectStatus(await stage.admin.patch(url, { limits, trusted: true }, { 'if-match': '*' }), 200)
    return tenant
  }
  let count = 0
  const newRelease = () => {
    count += 1
    return {
      issuerIds: [stage.issuerId],
      reference: `L-${count}`,
      source: { kind: 'contentProvider', name: 'A provider' },
      editions: [{ language: 'en', headline: 'News', body: { format: 'text', content: 'Something happened.' } }],
      targets: [{ language: 'en', outletListId: listId }],
    }
  }
  const handIn = (client: Client, key?: string) =>
    client.post('/v1/releases', newRelease(), key ? { 'idempotency-key': key } : {})
  const approved = async (client: Client): Promise<string> => {
    const { id } = expectStatus(await handIn(client), 201).json
    expectStatus(await client.put(`/v1/releases/${id}/submission`), 200)
    return id
  }
  const publish = (client: Client, id: string) =>
    client.put(`/v1/releases/${id}/publication`, { releaseAt: new Date(clock.now().getTime() + 3_600_000).toISOString() })
  const usageOf = async ({ accountId }: { accountId: string }) =>
    expectStatus(await stage.admin.get(`/v1/accounts/${accountId}/usage`), 200).json
  const told = ({ headers }: Answer) => [headers['ratelimit-policy'], headers.ratelimit, headers['retry-after']]

  it('are set by an admin one by one, shown to the account, and stand in the events with before and after', async () => {
    const tenant = await openTenant({ releasesPerDay: 5 })
    const url = `/v1/accounts/${tenant.accountId}`
    assert.deepEqual(expectStatus(await tenant.get(url), 200).json.limits, { ...noLimits, releasesPerDay: 5 })
    const changed = expectStatus(await stage.admin.patch(url, { limits: { concurrency: 9 } }, { 'if-match': '*' }), 200).json
    assert.deepEqual(changed.limits, { ...noLimits, releasesPerDay: 5, concurrency: 9 }, 'what is left out stays')
    const [event] = (await stage.admin.get(`/v1/events?kind=account.changed&accountId=${tenant.accountId}`)).json.items
    assert.deepEqual(event.data.before.limits, { ...noLimits, releasesPerDay: 5 })
    assert.deepEqual(event.data.after.limits, { ...noLimits, releasesPerDay: 5, concurrency: 9 })
    const lifted = await stage.admin.patch(url, { limits: { releasesPerDay: null } }, { 'if-match': '*' })
    assert.deepEqual(expectStatus(lifted, 200).json.limits, { ...noLimits, concurrency: 9 })
    expectStatus(await tenant.patch(url, { limits: {} }, { 'if-match': '*' }), 403)
    for (const limits of [{ concurrency: 0 }, { releasesPerDay: -1 }, { releasesPerDay: 1.5 }, { perDay: 1 }, null]) {
      expectStatus(await stage.admin.patch(url, { limits }, { 'if-match': '*' }), 422)
    }
  })

  it('404 shows what an account has used to itself and to staff, to nobody else', async () => {
    const tenant = await openTenant({ releasesPerDay: 5, recipientsPerMonth: 100, concurrency: 4 })
    expectStatus(await publish(tenant, await approved(tenant)), 202)
    const url = `/v1/accounts/${tenant.accountId}/usage`
    assert.deepEqual(expectStatus(await tenant.get(url), 200).json, {
      releases: { startsAt: '2026-11-29T00:00:00.000Z', endsAt: '2026-11-30T00:00:00.000Z', used: 1, limit: 5 },
      recipients: { startsAt: '2026-11-01T00:00:00.000Z', endsAt: '2026-12-01T00:00:00.000Z', used: 3, limit: 100 },
      concurrency: { limit: 4 },
    })
    expectStatus(await stage.submitter.get(url), 404)
  })

  it('429 a release too many in a day, before its text is read; the next day, UTC, it is taken', async () => {
    clock.set('2026-11-29T22:00:00Z')
    const tenant = await openTenant({ releasesPerDay: 2 })
    const [policy, first] = told(expectStatus(await handIn(tenant), 201))
    assert.deepEqual([policy, first], ['"releases-per-day";q=2;w=86400', '"releases-per-day";r=1;t=7200'])
    clock.advance(1500)
    assert.deepEqual(told(expectStatus(await handIn(tenant), 201)), [policy, '"releases-per-day";r=0;t=7199', undefined])
    const refused = expectStatus(await handIn(tenant), 429)
    assert.equal(refused.problem, 'quota-exceeded')
    assert.deepEqual(told(refused), [policy, '"releases-per-day";r=0;t=7199', '7199'])
    const empty = { ...newRelease(), editions: [{ language: 'en', headline: 'x', body: { format: 'html', content: '<p></p>' } }] }
    expectStatus(await tenant.post('/v1/releases', empty), 429)
    assert.equal(await stage.deps.db.release.count({ where: { accountId: tenant.accountId } }), 2)
    clock.set('2026-11-29T23:59:59.999Z')
    assert.deepEqual(told(expectStatus(await handIn(tenant), 429)), [policy, '"releases-per-day";r=0;t=1', '1'])
    clock.set('2026-11-30T00:00:00Z')
    assert.deepEqual(told(expectStatus(await handIn(tenant), 201)), [policy, '"releases-per-day";r=1;t=86400', undefined])
  })

  it('429 one of two that want the last release of the day at once', async () => {
    const tenant = await openTenant({ releasesPerDay: 3 })
    expectStatus(await handIn(tenant), 201)
    expectStatus(await handIn(tenant), 201)
    const answers = await whileLocked(stage.deps.db, {
      lock: (tx) => tx.$queryRaw`SELECT FROM usages WHERE account_id = ${tenant.accountId}::uuid FOR UPDATE`,
      waiting: 2,
      start: () => Promise.all([handIn(tenant), handIn(tenant)]),
    })
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 429])
    assert.equal((await usageOf(tenant)).releases.used, 3)
  })

  it('201 a repeat under its Idempotency-Key is free, also when nothing is left', async () => {
    const tenant = await openTenant({ releasesPerDay: 1 })
    const body = newRelease()
    const first = expectStatus(await tenant.post('/v1/releases', body, { 'idempotency-key': 'one' }), 201)
    const repeat = expectStatus(await tenant.post('/v1/releases', body, { 'idempotency-key': 'one' }), 201)
    assert.deepEqual([repeat.json.id, repeat.headers['idempotent-replayed']], [first.json.id, 'true'])
    expectStatus(await handIn(tenant, 'two'), 429)
    assert.equal((await usageOf(tenant)).releases.used, 1)
  })

  it('what was refused is not counted', async () => {
    const tenant = await openTenant({ releasesPerDay: 1 })
    expectStatus(await tenant.post('/v1/releases', { ...newRelease(), sectors: ['unheard-of'] }), 422)
    assert.equal((await usageOf(tenant)).releases.used, 0)
    expectStatus(await handIn(tenant), 201)
  })

  it('429 a publication that would reach more than are left this month; nothing is written, the next month it goes', async () => {
    clock.set('2026-11-30T12:00:00Z')
    const tenant = await openTenant({ recipientsPerMonth: 5 })
    const [first, second] = [await approved(tenant), await approved(tenant)]
    const policy = '"recipients-per-month";q=5;dateline-unit="recipients";w=2592000'
    const published = expectStatus(await publish(tenant, first), 202)
    assert.deepEqual(told(published), [policy, '"recipients-per-month";r=2;t=43200', undefined])
    const refused = expectStatus(await publish(tenant, second), 429)
    assert.equal(refused.problem, 'quota-exceeded')
    assert.deepEqual(told(refused), [policy, '"recipients-per-month";r=2;t=43200', '43200'])
    const { json } = await tenant.get(`/v1/releases/${second}`)
    assert.deepEqual([json.publication, json.frozenAt, json.state], [null, null, 'approved'])
    assert.equal((await usageOf(tenant)).recipients.used, 3)
    clock.set('2026-12-01T00:00:00Z')
    const next = expectStatus(await publish(tenant, second), 202)
    assert.equal(told(next)[1], '"recipients-per-month";r=2;t=2678400')
  })

  it('what is canceled before its hour gives its recipients back, once and to the month that they were taken from', async () => {
    clock.set('2026-12-31T20:00:00Z')
    const tenant = await openTenant({ recipientsPerMonth: 4 })
    const id = await approved(tenant)
    const twice = { language: 'en', outletListId: (await stage.list([{}])).id }
    const hour = '2027-01-01T12:00:00Z'
    const targets = [{ language: 'en', outletListId: listId }, twice]
    expectStatus(await tenant.put(`/v1/releases/${id}/publication`, { releaseAt: hour, targets }), 202)
    assert.equal((await usageOf(tenant)).recipients.used, 4)
    clock.set('2027-01-01T10:00:00Z')
    const other = await approved(tenant)
    expectStatus(await publish(tenant, other), 202)
    const canceled = expectStatus(await tenant.delete(`/v1/releases/${id}/publication`), 200)
    assert.equal(told(canceled)[1], '"recipients-per-month";r=1;t=2642400')
    expectStatus(await tenant.delete(`/v1/releases/${id}/publication`), 409)
    assert.equal((await usageOf(tenant)).recipients.used, 3)
    clock.set('2026-12-31T21:00:00Z')
    assert.equal((await usageOf(tenant)).recipients.used, 0)
  })

  it('once its lists are expanded, what counts is whom it reaches: more is taken, less given back, nothing refused', async () => {
    clock.set('2027-02-01T10:00:00Z')
    const tenant = await openTenant({ recipientsPerMonth: 4 })
    const { id: own, outletIds } = await stage.list([{}, {}, {}])
    const [added] = (await stage.list([{}, {}])).outletIds
    const releaseId = await approved(tenant)
    const again = (await stage.list([{}])).id
    const targets = [own, again].map((outletListId) => ({ language: 'en', outletListId }))
    const releaseAt = '2027-02-01T12:00:00Z'
    expectStatus(await tenant.put(`/v1/releases/${releaseId}/publication`, { releaseAt, targets }), 202)
    assert.equal((await usageOf(tenant)).recipients.used, 4)
    const { dispatches } = await stage.deps.db.publication.findFirstOrThrow({
      where: { releaseId },
      include: { dispatches: { orderBy: { position: 'asc' } } },
    })
    const expandEach = async () => {
      for (const { id } of dispatches) await expandDispatch(stage.deps, id)
      return (await usageOf(tenant)).recipients.used
    }
    expectStatus(await stage.admin.post(`/v1/outlet-lists/${again}/members`, { outletIds: [added, outletIds[0]] }), 200)
    clock.set('2027-02-01T11:59:10Z')
    await expandDispatch(stage.deps, String(dispatches[0]?.id))
    assert.equal((await usageOf(tenant)).recipients.used, 4, 'as long as one target is not expanded')
    assert.equal(await expandEach(), 5, 'one more than it may; the endpoint on both lists counts once')
    // Given another hour, its lists are read anew; by then one has lost two.
    expectStatus(await tenant.put(`/v1/releases/${releaseId}/publication`, { releaseAt: '2027-02-01T13:00:00Z' }), 202)
    for (const outletId of outletIds.slice(1)) expectStatus(await stage.admin.delete(`/v1/outlets/${outletId}`), 204)
    clock.set('2027-02-01T12:59:10Z')
    assert.equal(await expandEach(), 3)
    const { json } = await stage.admin.get(`/v1/events?kind=publication.settled&accountId=${tenant.accountId}`)
    assert.deepEqual(json.items.map(({ data }: { data: object }) => data).reverse(), [
      { before: { recipients: 4 }, after: { recipients: 5 } },
      { before: { recipients: 5 }, after: { recipients: 3 } },
    ])
    expectStatus(await tenant.delete(`/v1/releases/${releaseId}/publication`), 200)
    assert.equal((await usageOf(tenant)).recipients.used, 0, 'what is canceled gives back what it is, not what was estimated')
  })

  it('429 when nothing is left, before its lists are looked at', async () => {
    clock.set('2027-03-01T10:00:00Z')
    const tenant = await openTenant({ recipientsPerMonth: 3 })
    const [first, second] = [await approved(tenant), await approved(tenant)]
    expectStatus(await publish(tenant, first), 202)
    // Whoever looked would have to wait for this, and for ever.
    const refused = await stage.deps.db.$transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE endpoints IN ACCESS EXCLUSIVE MODE`
      return publish(tenant, second)
    })
    assert.equal(expectStatus(refused, 429).problem, 'quota-exceeded')
  })

  it('an endpoint that two targets reach with the same edition counts once', async () => {
    const tenant = await openTenant({})
    const id = await approved(tenant)
    const again = expectStatus(await stage.admin.post('/v1/outlet-lists', { name: 'The same again' }), 201).json.id
    const { items } = (await stage.admin.get(`/v1/outlet-lists/${listId}/members`)).json
    const outletIds = items.map((member: { outletId: string }) => member.outletId)
    expectStatus(await stage.admin.post(`/v1/outlet-lists/${again}/members`, { outletIds }), 200)
    const targets = [listId, again].map((outletListId) => ({ language: 'en', outletListId }))
    expectStatus(await tenant.put(`/v1/releases/${id}/publication`, { targets }), 202)
    assert.equal((await usageOf(tenant)).recipients.used, 3)
  })

  it('429 one of two publications that want the last recipients at once', async () => {
    const tenant = await openTenant({ recipientsPerMonth: 8 })
    const ids = [await approved(tenant), await approved(tenant), await approved(tenant)]
    expectStatus(await publish(tenant, String(ids[2])), 202)
    const answers = await whileLocked(stage.deps.db, {
      lock: (tx) => tx.$queryRaw`SELECT FROM usages WHERE account_id = ${tenant.accountId}::uuid FOR UPDATE`,
      waiting: 2,
      start: () => Promise.all(ids.slice(0, 2).map((id) => publish(tenant, id))),
    })
    assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 429])
    assert.equal((await usageOf(tenant)).recipients.used, 6)
  })

  it('a test uses nothing and is told of nothing, but for its concurrency', async () => {
    const tenant = await openTenant({ releasesPerDay: 0, recipientsPerMonth: 0 })
    const body = { name: 'Trying it', role: 'submitter', mode: 'test' }
    const { key } = expectStatus(await stage.admin.post(`/v1/accounts/${tenant.accountId}/keys`, body), 201).json
    const trying = stage.as(key)
    const id = await approved(trying)
    const published = expectStatus(await publish(trying, id), 202)
    assert.deepEqual(told(published), [undefined, undefined, undefined])
    expectStatus(await trying.delete(`/v1/releases/${id}/publication`), 200)
    const { releases, recipients } = await usageOf(tenant)
    assert.deepEqual([releases.used, recipients.used], [0, 0])
  })

  it('bind nobody else: other accounts hand in and publish, and are told of no limit', async () => {
    const tenant = await openTenant({ releasesPerDay: 0, recipientsPerMonth: 0 })
    expectStatus(await handIn(tenant), 429)
    const other = await openTenant({})
    const made = expectStatus(await handIn(other), 201)
    assert.deepEqual(told(made), [undefined, undefined, undefined])
    expectStatus(await publish(other, await approved(other)), 202)
    assert.equal((await usageOf(other)).releases.used, 2)
  })
})
