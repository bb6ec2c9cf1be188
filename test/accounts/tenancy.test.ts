import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

type Tenant = Awaited<ReturnType<Service['client']>> & { issuerId: string }

describe('a submitter of one account', () => {
  let service: Service
  let ann: Tenant
  let bob: Tenant
  before(async () => {
    service = await startService()
    ann = await createTenant()
    bob = await createTenant()
  })
  after(() => service.close())

  const createTenant = async (): Promise<Tenant> => {
    const client = await service.client('submitter')
    const { id } = expectStatus(await service.admin.post('/v1/issuers', { names: { en: 'Someone' } }), 201).json
    expectStatus(await service.admin.put(`/v1/accounts/${client.accountId}/issuers/${id}`), 204)
    return { ...client, issuerId: id }
  }
  const idsOf = async (client: Tenant, url: string) =>
    expectStatus(await client.get(url), 200).json.items.map(({ id }: { id: string }) => id)

  it('200 reads and lists what is its own', async () => {
    expectStatus(await ann.get(`/v1/accounts/${ann.accountId}`), 200)
    expectStatus(await ann.get(`/v1/issuers/${ann.issuerId}`), 200)
    assert.deepEqual(await idsOf(ann, '/v1/accounts'), [ann.accountId])
    assert.deepEqual(await idsOf(ann, '/v1/issuers'), [ann.issuerId])
    assert.deepEqual(await idsOf(ann, `/v1/accounts/${ann.accountId}/issuers`), [ann.issuerId])
  })

  it('404 finds another account’s things as missing as things that are', async () => {
    const missing = await ann.get('/v1/issuers/019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f')
    for (const url of [`/v1/accounts/${bob.accountId}`, `/v1/accounts/${bob.accountId}/issuers`, `/v1/issuers/${bob.issuerId}`]) {
      assert.equal(expectStatus(await ann.get(url), 404).problem, 'not-found')
    }
    const foreign = await ann.get(`/v1/issuers/${bob.issuerId}`)
    assert.deepEqual({ ...foreign.json, instance: '' }, { ...missing.json, instance: '' })
  })

  it('404 finds its own issuer no more once it is archived, in no list either', async () => {
    const carl = await createTenant()
    expectStatus(await service.admin.delete(`/v1/issuers/${carl.issuerId}`), 204)
    expectStatus(await carl.get(`/v1/issuers/${carl.issuerId}`), 404)
    assert.deepEqual(await idsOf(carl, '/v1/issuers?archived=true'), [])
    assert.deepEqual(await idsOf(carl, `/v1/accounts/${carl.accountId}/issuers`), [])
  })

  it('403 changes nothing of accounts, keys, issuers, the wire or its sectors', async () => {
    const own = `/v1/accounts/${ann.accountId}`
    const refused = [
      ann.post('/v1/accounts', { name: 'Mine', kind: 'company' }),
      ann.patch(own, { trusted: true }, { 'if-match': '*' }),
      ann.delete(own),
      ann.get(`${own}/keys`),
      ann.post(`${own}/keys`, { name: 'Mine', role: 'submitter' }),
      ann.put(`${own}/issuers/${bob.issuerId}`),
      ann.delete(`${own}/issuers/${ann.issuerId}`),
      ann.post('/v1/issuers', { names: { en: 'Mine' } }),
      ann.patch(`/v1/issuers/${ann.issuerId}`, { domain: null }, { 'if-match': '*' }),
      ann.delete(`/v1/issuers/${ann.issuerId}`),
      ann.patch('/v1/wire', { name: 'Mine' }, { 'if-match': '*' }),
      ann.put('/v1/sectors/mine', { labels: { en: 'Mine' } }),
      ann.delete('/v1/sectors/energy'),
    ]
    for (const answer of await Promise.all(refused)) assert.equal(expectStatus(answer, 403).problem, 'forbidden')
    assert.deepEqual(await idsOf(ann, '/v1/issuers'), [ann.issuerId])
  })
})

describe('staff', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  it('200 reads every account; 403 changes none without the role admin', async () => {
    const { accountId } = await service.client('submitter')
    for (const role of ['editor', 'auditor'] as const) {
      const client = await service.client(role)
      expectStatus(await client.get(`/v1/accounts/${accountId}`), 200)
      expectStatus(await client.get(`/v1/accounts/${accountId}/keys`), 200)
      expectStatus(await client.patch(`/v1/accounts/${accountId}`, { trusted: true }, { 'if-match': '*' }), 403)
      expectStatus(await client.get('/v1/events'), role === 'auditor' ? 200 : 403)
    }
  })
})
