import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { inTransaction } from '../../src/db/client.ts'
import { suppress } from '../../src/suppressions/suppress.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeMailbox, makeOutlet } from '../outlets/factories.ts'

let service: Service
before(async () => {
  service = await startService()
})
after(() => service.close())

const deliveryId = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'

describe('suppress', () => {
  test('once or ten times at once: one suppression, one event, the first reason', async () => {
    const { db, clock, vault } = service.deps
    const addressHash = vault.hashAddress('ten@outlet.example')
    const silence = (reason: 'unsubscribe' | 'hard-bounce') =>
      inTransaction(db, (tx) => suppress({ tx, clock }, { channel: 'email', addressHash, reason, deliveryId }))
    const id = await silence('unsubscribe')
    const ids = await Promise.all(Array.from({ length: 10 }, () => silence('hard-bounce')))
    assert.deepEqual(new Set(ids), new Set([id]))
    const row = await db.suppression.findUniqueOrThrow({ where: { id } })
    assert.equal(row.reason, 'unsubscribe')
    assert.equal(row.deliveryId, deliveryId)
    assert.equal(await db.event.count({ where: { subjectId: id } }), 1)
  })

  test('after it was lifted, the address can be suppressed anew', async () => {
    const { db, clock, vault } = service.deps
    const addressHash = vault.hashAddress('anew@outlet.example')
    const silence = () =>
      inTransaction(db, (tx) => suppress({ tx, clock }, { channel: 'email', addressHash, reason: 'complaint' }))
    const first = await silence()
    expectStatus(await service.admin.delete(`/v1/suppressions/${first}`), 204)
    assert.notEqual(await silence(), first)
  })
})

describe('/v1/suppressions', () => {
  test('an admin silences an address and lifts it again; the list shows it by endpoint, the address nowhere', async () => {
    const { admin, deps } = service
    const outletId = await makeOutlet(admin)
    const endpointId = await makeMailbox(admin, `outlets/${outletId}`, 'Quiet@outlet.example')
    const body = { channel: 'email', address: 'quiet@OUTLET.example', note: 'Asked by phone' }
    const made = expectStatus(await admin.post('/v1/suppressions', body), 201)
    assert.equal(made.json.reason, 'admin')
    const listed = expectStatus(await admin.get(`/v1/suppressions?endpointId=${endpointId}`), 200)
    assert.deepEqual(listed.json, { items: [made.json], nextCursor: null })
    expectStatus(await admin.delete(`/v1/suppressions/${made.json.id}`), 204)
    assert.deepEqual((await admin.get(`/v1/suppressions?endpointId=${endpointId}`)).json.items, [])
    const lifted = (await admin.get(`/v1/suppressions?endpointId=${endpointId}&lifted=true`)).json.items
    assert.notEqual(lifted[0].liftedAt, null)
    expectStatus(await admin.delete(`/v1/suppressions/${made.json.id}`), 204)
    expectStatus(await admin.delete('/v1/suppressions/019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'), 404)
    const events = await deps.db.event.findMany({ where: { subjectId: made.json.id }, orderBy: { id: 'asc' } })
    assert.deepEqual(
      events.map(({ kind, reason, actor }) => ({ kind, reason, actor })),
      [
        { kind: 'suppression.created', reason: 'Asked by phone', actor: 'First admin' },
        { kind: 'suppression.lifted', reason: null, actor: 'First admin' },
      ],
    )
    assert.doesNotMatch(JSON.stringify([made.json, listed.json, events]), /quiet@/i)
  })

  test('silencing again answers the suppression that stands', async () => {
    const body = { channel: 'email', address: 'again@outlet.example' }
    const first = expectStatus(await service.admin.post('/v1/suppressions', body), 201)
    assert.deepEqual(expectStatus(await service.admin.post('/v1/suppressions', body), 201).json, first.json)
  })

  for (const body of [
    { channel: 'pigeon', address: 'a' },
    { channel: 'email' },
    { channel: 'email', address: '' },
    { channel: 'email', address: 'a', reason: 'x' },
  ])
    test(`422 for ${JSON.stringify(body)}`, async () => {
      assert.equal(expectStatus(await service.admin.post('/v1/suppressions', body), 422).problem, 'invalid')
    })

  test('page by page, filtered by channel and reason', async () => {
    for (const number of [1, 2, 3])
      await service.admin.post('/v1/suppressions', { channel: 'webhook', address: `https://outlet.example/${number}` })
    const first = (await service.admin.get('/v1/suppressions?channel=webhook&reason=admin&limit=2')).json
    const query = `channel=webhook&reason=admin&limit=2&cursor=${first.nextCursor}`
    const second = (await service.admin.get(`/v1/suppressions?${query}`)).json
    assert.deepEqual([first.items.length, second.items.length, second.nextCursor], [2, 1, null])
    assert.deepEqual((await service.admin.get('/v1/suppressions?channel=webhook&reason=complaint')).json.items, [])
  })

  test('editors and auditors read, only admins write, submitters get 403', async () => {
    const body = { channel: 'email', address: 'roles@outlet.example' }
    const { id } = expectStatus(await service.admin.post('/v1/suppressions', body), 201).json
    for (const role of ['editor', 'auditor', 'submitter'] as const) {
      const client = await service.client(role)
      expectStatus(await client.get('/v1/suppressions'), role === 'submitter' ? 403 : 200)
      expectStatus(await client.post('/v1/suppressions', body), 403)
      expectStatus(await client.delete(`/v1/suppressions/${id}`), 403)
    }
  })
})
