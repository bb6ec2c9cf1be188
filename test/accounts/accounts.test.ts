import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

const acme = { name: 'ACME Energy', kind: 'company' }

describe('accounts', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  const create = async (body: object = acme) => expectStatus(await service.admin.post('/v1/accounts', body), 201)
  const eventsOf = async (id: string) => (await service.admin.get(`/v1/events?subjectId=${id}`)).json.items

  it('201 an account can be read where Location says, with its ETag', async () => {
    const created = await create()
    const read = expectStatus(await service.admin.get(String(created.headers.location)), 200)
    assert.deepEqual(read.json, created.json)
    assert.equal(read.headers.etag, '"1"')
    assert.equal(created.headers.etag, '"1"')
    assert.deepEqual(
      [read.json.name, read.json.kind, read.json.trusted, read.json.archivedAt],
      ['ACME Energy', 'company', false, null],
    )
  })

  it('200 a change raises the revision, leaves the rest alone and stands in the events with before and after', async () => {
    const { json: account } = await create()
    const changed = expectStatus(
      await service.admin.patch(`/v1/accounts/${account.id}`, { trusted: true, name: account.name }, { 'if-match': '"1"' }),
      200,
    )
    assert.equal(changed.headers.etag, '"2"')
    assert.deepEqual([changed.json.name, changed.json.trusted], [account.name, true])
    const [event] = await eventsOf(account.id)
    assert.equal(event.kind, 'account.changed')
    assert.deepEqual(event.data, { before: { trusted: false }, after: { trusted: true } })
    assert.equal(event.actor, 'First admin')
  })

  it('200 a change to what already is makes no revision and no event', async () => {
    const { json: account } = await create()
    const same = expectStatus(await service.admin.patch(`/v1/accounts/${account.id}`, acme, { 'if-match': '"1"' }), 200)
    assert.equal(same.headers.etag, '"1"')
    assert.equal((await eventsOf(account.id)).length, 1)
  })

  it('409 an account with keys of staff cannot leave the wire; 200 once they are revoked', async () => {
    const auditor = await service.client('auditor')
    const url = `/v1/accounts/${auditor.accountId}`
    const refused = expectStatus(await service.admin.patch(url, { kind: 'company' }, { 'if-match': '*' }), 409)
    assert.equal(refused.problem, 'wrong-state')
    const { key } = expectStatus(await auditor.get('/v1/me'), 200).json
    expectStatus(await service.admin.delete(`${url}/keys/${key.id}`), 204)
    expectStatus(await service.admin.patch(url, { kind: 'company' }, { 'if-match': '*' }), 200)
  })

  it('204 archiving refuses its keys, takes it from the list, keeps it readable, and twice is once', async () => {
    const submitter = await service.client('submitter')
    const url = `/v1/accounts/${submitter.accountId}`
    expectStatus(await service.admin.delete(url), 204)
    expectStatus(await service.admin.delete(url), 204)
    expectStatus(await submitter.get('/v1/me'), 401)
    assert.ok(expectStatus(await service.admin.get(url), 200).json.archivedAt)
    const ids = async (query: string) =>
      (await service.admin.get(`/v1/accounts?limit=200${query}`)).json.items.map(({ id }: { id: string }) => id)
    assert.ok(!(await ids('')).includes(submitter.accountId))
    assert.ok((await ids('&archived=true')).includes(submitter.accountId))
    const archivals = (await service.admin.get(`/v1/events?accountId=${submitter.accountId}&kind=account.archived`)).json.items
    assert.equal(archivals.length, 1)
  })

  it('409 an archived account stays as it is and gets no keys', async () => {
    const { json: account } = await create()
    expectStatus(await service.admin.delete(`/v1/accounts/${account.id}`), 204)
    expectStatus(await service.admin.patch(`/v1/accounts/${account.id}`, { name: 'Other' }, { 'if-match': '*' }), 409)
    expectStatus(await service.admin.post(`/v1/accounts/${account.id}/keys`, { name: 'x', role: 'submitter' }), 404)
  })

  it('409 the account of the last admin cannot be archived, however its id is written', async () => {
    const { account } = (await service.admin.get('/v1/me')).json
    assert.equal(expectStatus(await service.admin.delete(`/v1/accounts/${account.id}`), 409).problem, 'wrong-state')
    expectStatus(await service.admin.delete(`/v1/accounts/${account.id.toUpperCase()}`), 409)
    expectStatus(await service.admin.get('/v1/me'), 200)
  })

  it('412 a deletion that names an old revision changes nothing', async () => {
    const { json: account } = await create()
    expectStatus(await service.admin.delete(`/v1/accounts/${account.id}`, { 'if-match': '"7"' }), 412)
    assert.equal((await service.admin.get(`/v1/accounts/${account.id}`)).json.archivedAt, null)
  })
})
