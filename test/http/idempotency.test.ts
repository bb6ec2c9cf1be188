import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newId } from '../../src/ids.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

const acme = { name: 'ACME', kind: 'company' }

describe('Idempotency-Key', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  const countOf = (name: string) => service.deps.db.account.count({ where: { name } })
  const fresh = () => ({ 'idempotency-key': newId() })

  it('201 twice: the same answer with the same headers, one row, one event', async () => {
    const [body, header] = [{ ...acme, name: 'Once' }, fresh()]
    const first = expectStatus(await service.admin.post('/v1/accounts', body, header), 201)
    const second = expectStatus(await service.admin.post('/v1/accounts', body, header), 201)
    assert.equal(second.text, first.text)
    assert.equal(second.headers.location, first.headers.location)
    assert.equal(second.headers.etag, first.headers.etag)
    assert.equal(first.headers['idempotent-replayed'], undefined)
    assert.equal(second.headers['idempotent-replayed'], 'true')
    assert.equal(await countOf('Once'), 1)
    assert.equal(await service.deps.db.event.count({ where: { subjectId: first.json.id } }), 1)
  })

  it('201 a body whose fields come in another order is the same body', async () => {
    const header = fresh()
    const first = expectStatus(await service.admin.post('/v1/accounts', '{"name":"Order","kind":"agency"}', header), 201)
    const second = expectStatus(await service.admin.post('/v1/accounts', '{"kind":"agency", "name":"Order"}', header), 201)
    assert.equal(second.json.id, first.json.id)
  })

  it('422 with another body or on another address; nothing is made', async () => {
    const [body, header] = [{ ...acme, name: 'Reused' }, fresh()]
    expectStatus(await service.admin.post('/v1/accounts', body, header), 201)
    const other = await service.admin.post('/v1/accounts', { ...body, trusted: true }, header)
    assert.equal(expectStatus(other, 422).problem, 'idempotency-key-reused')
    expectStatus(await service.admin.post('/v1/issuers', { names: { en: 'Reused' } }, header), 422)
    assert.equal(await countOf('Reused'), 1)
  })

  it('201 many at once make one row, and all get its answer', async () => {
    const [body, header] = [{ ...acme, name: 'Together' }, fresh()]
    const answers = await Promise.all(Array.from({ length: 6 }, () => service.admin.post('/v1/accounts', body, header)))
    for (const answer of answers) expectStatus(answer, 201)
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    assert.equal(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true').length, 5)
    assert.equal(await countOf('Together'), 1)
  })

  it('201 two keys of the wire may use the same words without meeting', async () => {
    const [body, header] = [{ ...acme, name: 'Apart' }, fresh()]
    const other = await service.client('admin')
    const first = expectStatus(await service.admin.post('/v1/accounts', body, header), 201)
    const second = expectStatus(await other.post('/v1/accounts', body, header), 201)
    assert.notEqual(second.json.id, first.json.id)
  })

  it('201 a secret is in the first answer only, and not in the table', async () => {
    const { json: account } = expectStatus(await service.admin.post('/v1/accounts', acme), 201)
    const [body, header] = [{ name: 'Press', role: 'submitter' }, fresh()]
    const first = expectStatus(await service.admin.post(`/v1/accounts/${account.id}/keys`, body, header), 201)
    const second = expectStatus(await service.admin.post(`/v1/accounts/${account.id}/keys`, body, header), 201)
    const { key, ...shown } = first.json
    assert.ok(key)
    assert.deepEqual(second.json, shown)
    assert.ok(!JSON.stringify(await service.deps.db.idempotencyKey.findMany()).includes(key.slice(-20)))
    assert.equal(await service.deps.db.apiKey.count({ where: { accountId: account.id } }), 1)
  })

  it('201 without a key, twice is two', async () => {
    for (const _ of [1, 2]) expectStatus(await service.admin.post('/v1/accounts', { ...acme, name: 'Twice' }), 201)
    assert.equal(await countOf('Twice'), 2)
  })

  it('400 a key that is empty or too long', async () => {
    for (const key of ['', 'x'.repeat(256)]) {
      const answer = await service.admin.post('/v1/accounts', acme, { 'idempotency-key': key })
      assert.equal(expectStatus(answer, 400).problem, 'malformed-request')
    }
  })

  it('a request that fails leaves the key free', async () => {
    const header = fresh()
    const url = `/v1/accounts/${newId()}/keys`
    expectStatus(await service.admin.post(url, { name: 'Press', role: 'submitter' }, header), 404)
    assert.equal(await service.deps.db.idempotencyKey.count({ where: { key: header['idempotency-key'] } }), 0)
  })
})
