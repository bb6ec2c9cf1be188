import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import { eventsWhere } from '../../src/accounts/event-filter.ts'
import { toEventView } from '../../src/accounts/event-view.ts'
import { listEvents } from '../../src/accounts/list-events.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { handIn, newRelease, openPressOffice } from '../releases/press-office.ts'

describe('events', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  const kindsOf = async (query: string): Promise<string[]> =>
    expectStatus(await service.admin.get(`/v1/events?${query}`), 200).json.items.map(({ kind }: { kind: string }) => kind)

  it('begin with the founding of the wire', async () => {
    const kinds = await kindsOf('limit=200')
    assert.deepEqual(kinds.slice(-3), ['api-key.created', 'account.created', 'wire.founded'])
  })

  it('are filtered by kind, subject, account, and by all of them at once', async () => {
    const { accountId } = await service.client('submitter')
    await service.client('submitter')
    assert.deepEqual(await kindsOf(`accountId=${accountId}`), ['api-key.created'])
    assert.deepEqual(await kindsOf('subjectType=wire'), ['wire.founded'])
    assert.ok((await kindsOf('kind=api-key.created')).length >= 3)
    assert.deepEqual(await kindsOf(`kind=wire.founded&accountId=${accountId}`), [])
    assert.deepEqual(await kindsOf('releaseId=019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'), [])
  })

  it('422 a filter that is none of ours, or that no text could match', async () => {
    expectStatus(await service.admin.get('/v1/events?subject=x'), 422)
    expectStatus(await service.admin.get('/v1/events?kind=%00'), 422)
    expectStatus(await service.admin.get('/v1/events?accountId=me'), 422)
    for (const query of ['kind=release.', 'kind=*', 'kind=Release.*', 'from=yesterday', 'to=2026-11-23', 'issuerId=me']) {
      expectStatus(await service.admin.get(`/v1/events?${query}`), 422)
      expectStatus(await service.admin.get(`/v1/events.csv?${query}`), 422)
    }
    expectStatus(await service.admin.get('/v1/events.csv?limit=5'), 422)
  })

  it('are filtered by the beginning of a kind, by who acted and with which key', async () => {
    const { accountId } = await service.client('submitter')
    const account = `/v1/accounts/${accountId}`
    expectStatus(await service.admin.patch(account, { trusted: true }, { 'if-match': '*' }), 200)
    assert.deepEqual(await kindsOf(`accountId=${accountId}&kind=account.*`), ['account.changed'])
    assert.deepEqual(await kindsOf(`accountId=${accountId}&kind=api-key.*`), ['api-key.created'])
    assert.deepEqual(await kindsOf(`accountId=${accountId}&kind=acc.*`), [])
    assert.deepEqual(await kindsOf(`accountId=${accountId}&actor=First%20admin`), ['account.changed'])
    assert.deepEqual(await kindsOf(`accountId=${accountId}&actor=dateline`), ['api-key.created'])
    const { key } = (await service.admin.get('/v1/me')).json
    assert.deepEqual(await kindsOf(`accountId=${accountId}&keyId=${key.id}`), ['account.changed'])
  })

  it('are filtered by time, to the millisecond, and look into no month that was not asked for', async () => {
    const { db } = service.deps
    const { accountId } = await service.client('submitter')
    const url = `accountId=${accountId}`
    await service.admin.patch(`/v1/accounts/${accountId}`, { name: 'Two' }, { 'if-match': '*' })
    const [second, first] = (await service.admin.get(`/v1/events?${url}`)).json.items
    const until = new Date(new Date(first.at).getTime() + 1).toISOString()
    assert.deepEqual(
      await kindsOf(`${url}&from=${first.at}&to=${until}`),
      second.at === first.at ? [second.kind, first.kind] : [first.kind],
    )
    assert.deepEqual(await kindsOf(`${url}&to=${first.at}`), [])
    assert.deepEqual(await kindsOf(`${url}&from=2026-01-01T00:00:00%2B04:00`), [second.kind, first.kind])
    const principal = { keyId: accountId, keyName: 'x', accountId, role: 'auditor', mode: 'live', ip: '' } as const
    const where = await eventsWhere(db, principal, {
      from: new Date('2030-01-05T00:00:00Z'),
      to: new Date('2030-01-09T00:00:00Z'),
    })
    const plan = await db.$queryRaw<{ 'QUERY PLAN': string }[]>`EXPLAIN SELECT * FROM events e WHERE ${where}`
    assert.doesNotMatch(plan.map((line) => line['QUERY PLAN']).join('\n'), /events_\d{4}|events_before/)
  })

  it('come newest first, each once, page by page', async () => {
    const all = (await service.admin.get('/v1/events?limit=200')).json.items
    const paged: unknown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { items: unknown[]; nextCursor: string | null } = (
        await service.admin.get(`/v1/events?limit=2${cursor && `&cursor=${cursor}`}`)
      ).json
      paged.push(...page.items)
      cursor = page.nextCursor
    }
    assert.deepEqual(paged, all)
    assert.deepEqual(
      all,
      all.toSorted((a: { id: string }, b: { id: string }) => (a.id < b.id ? 1 : -1)),
    )
  })

  it('show a submitter its own account’s only, and nobody’s address', async () => {
    const { accountId } = await service.client('submitter')
    const { db } = service.deps
    await service.admin.patch(`/v1/accounts/${accountId}`, { trusted: true }, { 'if-match': '*' })
    const submitter = { keyId: accountId, keyName: 'x', accountId, role: 'submitter', mode: 'live', ip: '' } as const
    const { items } = await listEvents({ db }, submitter, {}, { limit: 50 })
    assert.deepEqual(
      items.map(({ kind, ip }) => [kind, ip]),
      [
        ['account.changed', null],
        ['api-key.created', null],
      ],
    )
    const row = await db.event.findFirstOrThrow({ where: { kind: 'account.changed', accountId } })
    assert.equal(toEventView(row, { ...submitter, role: 'auditor' }).ip, '127.0.0.1')
  })

  it('show a submitter what became of its issuers, and neither of others’ nor who else acts for them', async () => {
    const issuer = expectStatus(await service.admin.post('/v1/issuers', { names: { en: 'One' } }), 201).json
    const foreign = expectStatus(await service.admin.post('/v1/issuers', { names: { en: 'Other' } }), 201).json
    const ann = await service.client('submitter')
    const bob = await service.client('submitter')
    for (const { accountId } of [ann, bob]) {
      expectStatus(await service.admin.put(`/v1/accounts/${accountId}/issuers/${issuer.id}`), 204)
    }
    expectStatus(await service.admin.patch(`/v1/issuers/${issuer.id}`, { domain: 'one.example' }, { 'if-match': '*' }), 200)
    const seen = async (query: string) =>
      expectStatus(await ann.get(`/v1/events?${query}`), 200).json.items.map(({ kind }: { kind: string }) => kind)
    assert.deepEqual(await seen(`issuerId=${issuer.id}`), ['issuer.changed', 'issuer.authorised', 'issuer.created'])
    assert.deepEqual(await seen(`subjectId=${foreign.id}`), [])
    assert.deepEqual(await seen(`accountId=${bob.accountId}`), [])
    assert.deepEqual(await seen('subjectType=wire'), [])
    expectStatus(await service.admin.delete(`/v1/accounts/${ann.accountId}/issuers/${issuer.id}`), 204)
    assert.deepEqual(await seen(`subjectId=${issuer.id}`), ['issuer.withdrawn', 'issuer.authorised'])
    const text = (await ann.get('/v1/events.csv')).text + (await ann.get('/v1/events.ndjson')).text
    assert.ok(!text.includes(bob.accountId) && !text.includes(foreign.id) && !text.includes('127.0.0.1'))
  })

  it('show a test key no live release', async () => {
    const office = await openPressOffice(service)
    const keys = `/v1/accounts/${office.accountId}/keys`
    const made = expectStatus(await service.admin.post(keys, { name: 'Trying it', role: 'submitter', mode: 'test' }), 201)
    const trying = service.as(made.json.key)
    const live = await handIn(office)
    const tried = expectStatus(await trying.post('/v1/releases', newRelease(office)), 201).json
    const seen = expectStatus(await trying.get('/v1/events'), 200).json.items
    const releaseIds = new Set(seen.map(({ releaseId }: { releaseId: string | null }) => releaseId))
    assert.ok(releaseIds.has(tried.id) && !releaseIds.has(live.id))
    assert.ok(seen.some(({ kind }: { kind: string }) => kind === 'api-key.created'))
  })

  it('come as CSV and as lines of JSON: all of a filter, formulas defused', async () => {
    const { db } = service.deps
    const { accountId } = await service.client('submitter')
    const name = '=HYPERLINK("https://evil.example")'
    const at = new Date()
    const row = { at, kind: 'account.noted', accountId, actor: name, subjectType: 'account', subjectId: accountId }
    await db.event.createMany({ data: Array.from({ length: 2500 }, (_, n) => ({ ...row, reason: `Line ${n}, "quoted"` })) })
    const query = `accountId=${accountId}&kind=account.*`
    const csv = expectStatus(await service.admin.get(`/v1/events.csv?${query}`), 200)
    assert.match(String(csv.headers['content-type']), /^text\/csv/)
    assert.match(String(csv.headers['content-disposition']), /events\.csv/)
    const rows: Record<string, string>[] = parse(csv.text, { columns: true, bom: true })
    assert.equal(rows.length, 2500)
    assert.deepEqual([rows[0]?.reason, rows[2499]?.reason], ['Line 2499, "quoted"', 'Line 0, "quoted"'])
    assert.ok(rows.every(({ actor }) => actor === `'${name}`))
    const lines = expectStatus(await service.admin.get(`/v1/events.ndjson?${query}`), 200)
      .text.trimEnd()
      .split('\n')
    assert.equal(lines.length, 2500)
    const page = (await service.admin.get(`/v1/events?${query}&limit=1`)).json.items
    assert.deepEqual(JSON.parse(lines[0] ?? ''), page[0])
  })

  it('are never changed nor deleted', async () => {
    const { db } = service.deps
    const before = await db.event.count()
    await assert.rejects(db.event.updateMany({ data: { actor: 'nobody' } }))
    await assert.rejects(db.event.deleteMany())
    assert.equal(await db.event.count(), before)
  })
})
