import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { countRows, edition, handIn, newRelease, openPressOffice, type PressOffice, submit } from './press-office.ts'

let service: Service
let office: PressOffice
let stranger: PressOffice

before(async () => {
  service = await startService()
  office = await openPressOffice(service)
  stranger = await openPressOffice(service)
})
after(() => service.close())

describe('reading and changing a draft', () => {
  it('304 for a poll that has the present state; 200 with a new ETag once the state changes', async () => {
    const { path, etag } = await handIn(office)
    const same = expectStatus(await office.get(path, { 'if-none-match': etag }), 304)
    assert.equal(same.text, '')
    expectStatus(await office.put(`${path}/submission`), 200)
    const changed = expectStatus(await office.get(path, { 'if-none-match': etag }), 200)
    assert.notEqual(changed.headers.etag, etag)
  })

  it('the next revision replaces the draft whole and keeps the one before', async () => {
    const { path, id, etag } = await handIn(office, { reference: 'old', symbols: [{ exchange: 'XDFM', symbol: 'ACME' }] })
    const next = newRelease(office, { reference: 'new', editions: [edition('ar'), edition('en')] })
    const { json } = expectStatus(await office.put(path, next, { 'if-match': etag }), 200)
    assert.deepEqual([json.reference, json.symbols, json.revision.number], ['new', [], 2])
    assert.deepEqual(
      json.editions.map(({ language }: { language: string }) => language),
      ['ar', 'en'],
    )
    assert.equal(await service.deps.db.revision.count({ where: { version: { releaseId: id } } }), 2)
    const found = (await office.get('/v1/releases?reference=new')).json.items
    assert.deepEqual(
      found.map((item: { id: string }) => item.id),
      [id],
    )
    assert.deepEqual((await office.get('/v1/releases?reference=old')).json.items, [])
  })

  it('428 without If-Match, 412 with a stale one, 422 for a wrong field; nothing changes', async () => {
    const { path, etag } = await handIn(office)
    const current = expectStatus(await office.put(path, newRelease(office), { 'if-match': etag }), 200)
    const rows = await countRows(service)
    const missing = await office.put(path, newRelease(office))
    assert.deepEqual([missing.status, missing.problem], [428, 'precondition-required'])
    const stale = await office.put(path, newRelease(office), { 'if-match': etag })
    assert.deepEqual([stale.status, stale.problem, stale.headers.etag], [412, 'precondition-failed', current.headers.etag])
    const match = { 'if-match': String(current.headers.etag) }
    const wrong = await office.put(path, newRelease(office, { issuerIds: [stranger.issuerId] }), match)
    assert.deepEqual([wrong.status, wrong.problem], [422, 'issuer-not-authorized'])
    assert.deepEqual(await countRows(service), rows)
  })

  it('the short path means the latest version, the long one a certain one', async () => {
    const { path, id, hash } = await submit(office)
    const latest = (await office.get(path)).json
    assert.deepEqual((await office.get(`${path}/versions/1`)).json, latest)
    assert.equal((await office.get(`${path}/versions/2`)).problem, 'not-found')
    assert.equal((await office.get(`${path}/versions/0`)).problem, 'not-found')
    const { items } = expectStatus(await office.get(`${path}/versions`), 200).json
    assert.deepEqual(
      items.map(({ number, kind, state }: Record<string, unknown>) => [number, kind, state]),
      [[1, 'original', 'submitted']],
    )
    const approved = expectStatus(await service.admin.put(`/v1/releases/${id}/versions/1/approval`, { hash }), 200)
    assert.equal(approved.json.state, 'approved')
  })

  it('events tell who did what, when and why', async () => {
    const { path } = await submit(office)
    expectStatus(await service.admin.put(`${path}/return`, { reason: 'No price.' }), 200)
    const { items } = expectStatus(await office.get(`${path}/events?limit=2`), 200).json
    const [returned, submitted] = items
    assert.deepEqual(
      [returned.kind, returned.actor, returned.reason, returned.data.before, returned.data.after],
      ['release.returned', 'First admin', 'No price.', 'submitted', 'returned'],
    )
    assert.equal(submitted.kind, 'release.submitted')
    assert.ok(Date.parse(submitted.at) <= Date.parse(returned.at))
  })

  it('shows the newest publication of the version', async () => {
    const { path, id } = await submit(office)
    const { db } = service.deps
    const version = await db.version.findFirstOrThrow({ where: { releaseId: id }, include: { revisions: true } })
    const at = new Date('2026-12-01T05:00:00Z')
    const dates = { releaseAt: at, createdAt: at, updatedAt: at }
    const names = { releaseId: id, versionId: version.id, versionNumber: 1, revisionId: version.revisions[0]?.id ?? '' }
    const etag = String((await office.get(path)).headers.etag)
    await db.publication.create({
      data: {
        ...names,
        ...dates,
        accountId: office.accountId,
        state: 'scheduled',
        urgency: 4,
        seed: 1,
        messageDomain: 'wire.example',
      },
    })
    const { json } = expectStatus(await office.get(path, { 'if-none-match': etag }), 200)
    assert.deepEqual([json.publication.state, json.publication.releaseAt], ['scheduled', '2026-12-01T05:00:00.000Z'])
    const listed = (await office.get(`/v1/releases?reference=${json.reference}`)).json.items
    assert.equal(listed[0].publication, 'scheduled')
  })
})

describe('the list of releases', () => {
  it('holds an account’s own, the newest first, page by page; staff sees every account’s', async () => {
    const own = await openPressOffice(service)
    const ids: string[] = []
    for (const language of ['en', 'ar', 'zh-Hant']) ids.unshift((await handIn(own, { editions: [edition(language)] })).id)
    const first = expectStatus(await own.get('/v1/releases?limit=2'), 200).json
    const second = expectStatus(await own.get(`/v1/releases?limit=2&cursor=${first.nextCursor}`), 200).json
    const listed: { id: string; languages: string[] }[] = [...first.items, ...second.items]
    assert.deepEqual(
      listed.map(({ id }) => id),
      ids,
    )
    assert.deepEqual(
      listed.map(({ languages }) => languages),
      [['zh-Hant'], ['ar'], ['en']],
    )
    assert.equal(second.nextCursor, null)
    const all: { accountId: string }[] = (await service.admin.get('/v1/releases?limit=200')).json.items
    assert.ok(new Set(all.map(({ accountId }) => accountId)).size > 1)
  })

  it('is filtered by the state of the latest version', async () => {
    const own = await openPressOffice(service)
    await handIn(own)
    const { id } = await submit(own)
    const { items } = (await own.get('/v1/releases?state=submitted')).json
    assert.deepEqual(
      items.map((item: { id: string }) => item.id),
      [id],
    )
  })

  it('422 for an unknown filter, a wrong cursor, a control character', async () => {
    for (const query of ['colour=red', 'cursor=x', 'state=lost', 'reference=a%00']) {
      assert.equal((await office.get(`/v1/releases?${query}`)).problem, 'invalid', query)
    }
  })
})

describe('another account’s release', () => {
  it('404 on every path, as for one that does not exist; nothing changes', async () => {
    const { path, etag, hash } = await submit(office)
    const rows = await countRows(service)
    const match = { 'if-match': etag }
    for (const base of [path, `${path}/versions/1`]) {
      const answers = await Promise.all([
        stranger.get(base),
        stranger.put(base, newRelease(stranger), match),
        stranger.put(`${base}/submission`),
        stranger.delete(`${base}/submission`),
      ])
      assert.deepEqual(
        answers.map(({ status }) => status),
        [404, 404, 404, 404],
      )
    }
    assert.equal((await stranger.get(`${path}/versions`)).status, 404)
    assert.equal((await stranger.get(`${path}/events`)).status, 404)
    assert.deepEqual((await stranger.get('/v1/releases')).json.items, [])
    const missing = '/v1/releases/019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'
    assert.equal((await stranger.get(missing)).json.detail, (await stranger.get(path)).json.detail)
    assert.equal((await service.admin.put(`${missing}/approval`, { hash })).status, 404)
    assert.equal((await stranger.get('/v1/releases/not-an-id')).status, 404)
    assert.deepEqual(await countRows(service), rows)
  })

  it('is read by an editor and an auditor; the auditor changes nothing', async () => {
    const { path, hash } = await submit(office)
    const auditor = await service.client('auditor')
    const editor = await service.client('editor')
    expectStatus(await auditor.get(path), 200)
    expectStatus(await editor.get(path), 200)
    assert.equal((await auditor.put(`${path}/approval`, { hash })).problem, 'forbidden')
    assert.equal((await auditor.put(`${path}/submission`)).problem, 'forbidden')
  })
})
