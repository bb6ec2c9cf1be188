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
    expectStatus(await service.admin.delete(`/v1/suppressions/${first}?reason=asked`), 204)
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
    assert.equal(expectStatus(await admin.delete(`/v1/suppressions/${made.json.id}`), 422).problem, 'invalid')
    const lift = `/v1/suppressions/${made.json.id}?reason=Wants%20it%20back`
    expectStatus(await admin.delete(lift), 204)
    assert.deepEqual((await admin.get(`/v1/suppressions?endpointId=${endpointId}`)).json.items, [])
    const lifted = (await admin.get(`/v1/suppressions?endpointId=${endpointId}&lifted=true`)).json.items
    assert.notEqual(lifted[0].liftedAt, null)
    expectStatus(await admin.delete(`/v1/suppressions/${made.json.id}?reason=Again`), 204)
    expectStatus(await admin.delete('/v1/suppressions/019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f?reason=x'), 404)
    const events = await deps.db.event.findMany({ where: { subjectId: made.json.id }, orderBy: { id: 'asc' } })
    assert.deepEqual(
      events.map(({ kind, reason, actor }) => ({ kind, reason, actor })),
      [
        { kind: 'suppression.created', reason: 'Asked by phone', actor: 'First admin' },
        { kind: 'suppression.lifted', reason: 'Wants it back', actor: 'First admin' },
      ],
    )
    assert.deepEqual(events[1]?.data, {
      ...{ channel: 'email', domain: null, accountId: null, deliveryId: null, origin: 'First admin', reason: 'admin' },
      before: { liftedAt: null },
      after: { liftedAt: lifted[0].liftedAt },
    })
    assert.doesNotMatch(JSON.stringify([made.json, listed.json, events]), /quiet@/i)
  })

  test('409 an erasure is never lifted, and takes the place of what stood before', async () => {
    const { admin, deps } = service
    const { db, clock, vault } = deps
    const body = { channel: 'email', address: 'erased@outlet.example', reason: 'complaint' }
    const { id } = expectStatus(await admin.post('/v1/suppressions', body), 201).json
    const erasure = {
      channel: 'email',
      addressHash: vault.hashAddress(body.address),
      reason: 'erasure',
      origin: 'An admin',
    } as const
    assert.equal(await inTransaction(db, (tx) => suppress({ tx, clock }, erasure)), id)
    const refused = expectStatus(await admin.delete(`/v1/suppressions/${id}?reason=x`), 409)
    assert.equal(refused.problem, 'wrong-state')
    assert.match(refused.json.detail, /erased/)
    const [standing] = (await admin.get('/v1/suppressions?address=Erased@outlet.example')).json.items
    assert.deepEqual([standing.id, standing.reason, standing.origin, standing.liftedAt], [id, 'erasure', 'An admin', null])
    const changed = await db.event.findFirstOrThrow({ where: { subjectId: id, kind: 'suppression.changed' } })
    assert.deepEqual(changed.data, {
      ...{ channel: 'email', origin: 'An admin' },
      before: { reason: 'complaint' },
      after: { reason: 'erasure' },
    })
  })

  test('a domain on every channel, and for one account: kept as hosts are written, found by whom it silences', async () => {
    const { admin } = service
    const outletId = await makeOutlet(admin)
    const endpointId = await makeMailbox(admin, `outlets/${outletId}`, 'desk@news.xn--mnchen-3ya.example')
    const { accountId } = await service.client('submitter')
    const wide = expectStatus(await admin.post('/v1/suppressions', { domain: 'MÜNCHEN.example.', note: 'Sold' }), 201).json
    const { id, createdAt, ...rest } = wide
    assert.deepEqual(rest, {
      ...{ channel: null, domain: 'xn--mnchen-3ya.example', accountId: null, reason: 'admin', origin: 'First admin' },
      ...{ note: 'Sold', deliveryId: null, liftedAt: null },
    })
    const narrow = { domain: 'news.münchen.example', channel: 'email', accountId }
    const made = expectStatus(await admin.post('/v1/suppressions', narrow), 201).json
    assert.notEqual(made.id, id)
    // Neither another domain nor another channel silences this endpoint.
    for (const other of [{ domain: 'chen.example' }, { ...narrow, channel: 'webhook' }])
      expectStatus(await admin.post('/v1/suppressions', other), 201)
    const found = async (query: string) =>
      (await admin.get(`/v1/suppressions?${query}`)).json.items.map((item: { id: string }) => item.id)
    assert.deepEqual(await found(`endpointId=${endpointId}`), [id, made.id])
    assert.deepEqual(await found('domain=M%C3%BCnchen.example'), [id])
    assert.deepEqual(await found(`accountId=${accountId}&channel=email`), [made.id])
    assert.deepEqual(await found('channel=email&domain=xn--mnchen-3ya.example'), [id])
    assert.deepEqual(await found('address=desk@news.xn--mnchen-3ya.example'), [])
  })

  test('silencing again answers the suppression that stands', async () => {
    const body = { channel: 'email', address: 'again@outlet.example' }
    const first = expectStatus(await service.admin.post('/v1/suppressions', body), 201)
    assert.deepEqual(expectStatus(await service.admin.post('/v1/suppressions', body), 201).json, first.json)
  })

  for (const body of [
    { channel: 'pigeon', address: 'a@outlet.example' },
    { channel: 'email' },
    { address: 'nonsense' },
    { channel: 'email', address: '' },
    { channel: 'email', address: 'a@outlet.example', reason: 'x' },
    { address: 'a@outlet.example', reason: 'erasure' },
    { address: 'a@outlet.example', domain: 'outlet.example' },
    { address: 'a@outlet.example', accountId: deliveryId },
    { domain: 'com' },
    { domain: 'localhost' },
    { domain: 'outlet..example' },
    { domain: '*.outlet.example' },
    { domain: 'desk@outlet.example' },
    { domain: 'https://outlet.example/' },
    { domain: 'outlet.example/desk' },
    { domain: 'outlet.example:443' },
    { domain: `${'a'.repeat(64)}.example` },
  ])
    test(`422 for ${JSON.stringify(body)}`, async () => {
      assert.equal(expectStatus(await service.admin.post('/v1/suppressions', body), 422).problem, 'invalid')
    })

  test('page by page, filtered by channel and reason', async () => {
    for (const number of [1, 2, 3])
      await service.admin.post('/v1/suppressions', {
        channel: 'webhook',
        address: `https://outlet.example/${number}`,
        reason: 'hard-bounce',
      })
    const first = (await service.admin.get('/v1/suppressions?channel=webhook&reason=hard-bounce&limit=2')).json
    const query = `channel=webhook&reason=hard-bounce&limit=2&cursor=${first.nextCursor}`
    const second = (await service.admin.get(`/v1/suppressions?${query}`)).json
    assert.deepEqual([first.items.length, second.items.length, second.nextCursor], [2, 1, null])
    assert.deepEqual((await service.admin.get('/v1/suppressions?channel=email&reason=hard-bounce')).json.items, [])
  })

  test('editors and auditors read, only admins write, submitters get 403', async () => {
    const body = { channel: 'email', address: 'roles@outlet.example' }
    const { id } = expectStatus(await service.admin.post('/v1/suppressions', body), 201).json
    for (const role of ['editor', 'auditor', 'submitter'] as const) {
      const client = await service.client(role)
      expectStatus(await client.get('/v1/suppressions'), role === 'submitter' ? 403 : 200)
      expectStatus(await client.post('/v1/suppressions', body), 403)
      expectStatus(await client.delete(`/v1/suppressions/${id}?reason=x`), 403)
    }
  })
})
