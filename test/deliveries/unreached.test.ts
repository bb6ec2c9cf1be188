import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Client, expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { makeJournalist, makeMailbox, makeOutlet } from '../outlets/factories.ts'
import { newText, publishNext } from '../publications/next-version.ts'

describe('who holds a release and gets no more of it', () => {
  let stage: Stage
  let id: string
  const endpoints: Record<string, string> = {}
  before(async () => {
    stage = await startStage()
    const { admin } = stage
    await stage.work()
    const outletIds: string[] = []
    const journalistIds: string[] = []
    const desk = async (name: string, rest: object = {}) => {
      const outletId = await makeOutlet(admin, { name, languages: ['en'], country: 'AE', ...rest })
      endpoints[name] = await makeMailbox(admin, `outlets/${outletId}`, `desk@${name.toLowerCase()}.example`)
      outletIds.push(outletId)
      return outletId
    }
    const writer = async (name: string, rest: object = {}) => {
      const journalistId = await makeJournalist(admin, { name, languages: ['en'], ...rest })
      endpoints[name] = await makeMailbox(admin, `journalists/${journalistId}`, `${name.toLowerCase()}@people.example`)
      journalistIds.push(journalistId)
      return journalistId
    }
    await desk('Reached', { phone: '+1 1' })
    await desk('Domain', { technicalContact: { name: 'Ops', phone: '+1 2' } })
    await desk('Elsewhere', { phone: '+1 3' })
    await desk('Archived')
    await desk('Disabled', { phone: '+1 4' })
    await desk('Paused', { phone: '+1 5' })
    const employer = await makeOutlet(admin, { name: 'Employer', phone: '+1 6' })
    await writer('Layla', { phone: '+1 7' })
    await writer('Nour', { outletIds: [employer] })
    const erased = await writer('Omar', { phone: '+1 8', outletIds: [employer] })
    const list = expectStatus(await admin.post('/v1/outlet-lists', { name: 'All' }), 201).json.id
    expectStatus(await admin.post(`/v1/outlet-lists/${list}/members`, { outletIds, journalistIds }), 200)
    id = await stage.approved({ targets: [{ language: 'en', outletListId: list }] })
    expectStatus(await stage.publish(id), 202)
    const status = await stage.until(id, (now) => now.finished)
    assert.equal(status.counts.delivered, 9)

    const other = await stage.client('submitter')
    for (const body of [
      { domain: 'domain.example', accountId: stage.submitter.accountId },
      { domain: 'elsewhere.example', accountId: other.accountId },
      { domain: 'people.example', channel: 'email', reason: 'complaint', note: 'Told by their provider' },
    ])
      expectStatus(await admin.post('/v1/suppressions', body), 201)
    expectStatus(await admin.patch(`/v1/endpoints/${endpoints.Paused}`, { state: 'paused' }, { 'if-match': '*' }), 200)
    expectStatus(await admin.delete(`/v1/endpoints/${endpoints.Archived}`), 204)
    // What a far side that is gone for good leaves behind, and an erasure.
    await stage.deps.db.endpoint.updateMany({ where: { id: endpoints.Disabled ?? '' }, data: { state: 'disabled' } })
    await stage.deps.db.journalist.update({ where: { id: erased }, data: { name: 'Erased 7f3a', erasedAt: new Date() } })
  })
  after(() => stage.close())

  const unreached = async (client: Client = stage.editor, query = '') =>
    expectStatus(await client.get(`/v1/releases/${id}/unreached${query}`), 200).json
  const told = (items: Record<string, unknown>[]) =>
    items.map(({ name, why, phone, phoneOf }) => [name, why, phone, phoneOf].join(' ')).sort()
  const everybody = [
    'Archived endpoint-archived  ',
    'Disabled endpoint-disabled +1 4 outlet',
    'Domain suppressed +1 2 technical-contact',
    'Erased 7f3a suppressed  ',
    'Layla suppressed +1 7 journalist',
    'Nour suppressed +1 6 outlet',
    'Paused endpoint-paused +1 5 outlet',
  ]

  it('names each with a number and why, but whoever can be reached; of the erased a pseudonym without a number', async () => {
    const { items } = await unreached()
    assert.deepEqual(told(items), everybody)
    const domain = items.find(({ name }: { name: string }) => name === 'Domain')
    assert.deepEqual([domain.suppression.reason, domain.suppression.origin], ['admin', 'First admin'])
    assert.ok(items.find(({ why }: { why: string }) => why === 'endpoint-archived').since)
    assert.equal(items.find(({ name }: { name: string }) => name === 'Layla').suppression.reason, 'complaint')
    assert.doesNotMatch(JSON.stringify(items), /@|Omar/)
  })

  it('page by page', async () => {
    const items: Record<string, unknown>[] = []
    let query = '?limit=3'
    for (const length of [3, 3, 1]) {
      const page = await unreached(stage.editor, query)
      assert.equal(page.items.length, length)
      items.push(...page.items)
      query = `?limit=3&cursor=${page.nextCursor}`
    }
    assert.equal(query, '?limit=3&cursor=null')
    assert.deepEqual(told(items), everybody)
  })

  it('staff reads it, submitters get 403, a release that is none 404, a wrong query 422', async () => {
    const path = `/v1/releases/${id}/unreached`
    expectStatus(await stage.submitter.get(path), 403)
    assert.equal((await unreached(await stage.client('auditor'))).items.length, 7)
    expectStatus(await stage.editor.get('/v1/releases/019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f/unreached'), 404)
    expectStatus(await stage.editor.get(`${path}?page=2`), 422)
    expectStatus(await stage.editor.get(`${path}?cursor=x`), 422)
  })

  it('an attempt of unknown outcome counts as sent, a failure does not', async () => {
    const { db } = stage.deps
    const { items } = await unreached()
    const [first, second] = items.filter(({ why }: { why: string }) => why === 'suppressed')
    const states = (state: string) =>
      db.$executeRaw`UPDATE deliveries SET state = ${state} WHERE id = ANY(${[first.deliveryId, second.deliveryId]}::uuid[])`
    await states('failed')
    await db.$executeRaw`
      INSERT INTO attempts (publication_id, delivery_id, number, started_at, duration_ms, outcome, worker)
      SELECT publication_id, id, 1, now(), 0, 'unknown', 'sweep' FROM deliveries WHERE id = ${first.deliveryId}::uuid`
    const now = (await unreached()).items.map(({ deliveryId }: { deliveryId: string }) => deliveryId)
    assert.deepEqual([now.length, now.includes(first.deliveryId)], [6, true])
    await states('delivered')
  })

  it('once a correction is out: whoever could not be sent it, and not those who hold it', async () => {
    const { db } = stage.deps
    const set = (state: string) => db.endpoint.updateMany({ where: { id: endpoints.Disabled ?? '' }, data: { state } })
    await set('active')
    await publishNext(stage, id, newText(stage))
    const { counts } = await stage.until(id, (now) => now.version === 2 && now.finished)
    assert.deepEqual([counts.delivered, counts.suppressed, counts.failed], [3, 4, 2])
    await set('disabled')
    const { items } = await unreached()
    assert.deepEqual(
      told(items),
      everybody.filter((line) => !line.startsWith('Disabled')),
    )
    assert.ok(items.every(({ version }: { version: number }) => version === 1))
  })
})
