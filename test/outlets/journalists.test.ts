import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeJournalist, makeMailbox, makeOutlet } from './factories.ts'

let service: Service
before(async () => {
  service = await startService()
})
after(() => service.close())

const nobody = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'

describe('a journalist', () => {
  test('201, at several outlets, and reads back with their endpoints', async () => {
    const { admin } = service
    const outletIds = [await makeOutlet(admin), await makeOutlet(admin)]
    const body = { name: 'Layla Haddad', languages: ['ar'], outletIds: [...outletIds, outletIds[0]?.toUpperCase()] }
    const made = expectStatus(await admin.post('/v1/journalists', body), 201)
    assert.deepEqual(made.json.outletIds, outletIds)
    assert.equal(made.json.country, null)
    const endpointId = await makeMailbox(admin, `journalists/${made.json.id}`, 'layla@outlet.example')
    const { endpoints, ...journalist } = expectStatus(await admin.get(`/v1/journalists/${made.json.id}`), 200).json
    assert.deepEqual(journalist, made.json)
    assert.equal(endpoints[0].id, endpointId)
    assert.equal(endpoints[0].journalistId, made.json.id)
    assert.equal(endpoints[0].outletId, null)
  })

  const wrong: [field: string, over: Record<string, unknown>, pointer: string][] = [
    ['an outlet that there is not', { outletIds: [nobody] }, '/outletIds/0'],
    ['no language', { languages: [] }, '/languages'],
    ['a country that there is not', { country: 'XX' }, '/country'],
    ['an unknown sector', { sectors: ['alchemy'] }, '/sectors/0'],
    ['no name', { name: '' }, '/name'],
  ]
  for (const [field, over, pointer] of wrong) {
    test(`422 for ${field}, with a pointer to it`, async () => {
      const answer = await service.admin.post('/v1/journalists', { name: 'A', languages: ['en'], ...over })
      assert.equal(expectStatus(answer, 422).json.errors[0].pointer, pointer)
    })
  }

  test('422 for an archived outlet', async () => {
    const outletId = await makeOutlet(service.admin)
    await service.admin.delete(`/v1/outlets/${outletId}`)
    const answer = await service.admin.post('/v1/journalists', { name: 'A', languages: ['en'], outletIds: [outletId] })
    assert.equal(expectStatus(answer, 422).problem, 'invalid')
  })

  test('409 for an external id that another journalist has', async () => {
    await makeJournalist(service.admin, { externalId: 'taken' })
    const answer = await service.admin.post('/v1/journalists', { name: 'A', languages: ['en'], externalId: 'taken' })
    assert.equal(expectStatus(answer, 409).problem, 'conflict')
  })
})

describe('changing a journalist', () => {
  test('moves them to other outlets, and back to none; events say both', async () => {
    const { admin, deps } = service
    const [from, to] = [await makeOutlet(admin), await makeOutlet(admin)]
    const id = await makeJournalist(admin, { outletIds: [from] })
    const moved = await admin.patch(`/v1/journalists/${id}`, { outletIds: [to] }, { 'if-match': '"1"' })
    assert.deepEqual(expectStatus(moved, 200).json.outletIds, [to])
    const free = await admin.patch(`/v1/journalists/${id}`, { outletIds: [] }, { 'if-match': '"2"' })
    assert.deepEqual(expectStatus(free, 200).json.outletIds, [])
    const event = await deps.db.event.findFirstOrThrow({ where: { kind: 'journalist.changed', subjectId: id } })
    assert.deepEqual(event.data, { before: { outletIds: [from] }, after: { outletIds: [to] } })
  })

  test('keeps the outlets when they are not sent; 412 for an old ETag', async () => {
    const { admin } = service
    const outletId = await makeOutlet(admin)
    const id = await makeJournalist(admin, { outletIds: [outletId] })
    const answer = await admin.patch(`/v1/journalists/${id}`, { name: 'L. Haddad' }, { 'if-match': '"1"' })
    assert.deepEqual(expectStatus(answer, 200).json.outletIds, [outletId])
    expectStatus(await admin.patch(`/v1/journalists/${id}`, { name: 'X' }, { 'if-match': '"1"' }), 412)
    expectStatus(await admin.patch(`/v1/journalists/${id}`, { name: 'X' }), 428)
  })
})

test('journalists are found by outlet, and archived ones only when asked for', async () => {
  const { admin } = service
  const outletId = await makeOutlet(admin)
  const [stays, leaves] = [
    await makeJournalist(admin, { name: 'Stays', outletIds: [outletId] }),
    await makeJournalist(admin, { name: 'Leaves', outletIds: [outletId] }),
  ]
  await makeJournalist(admin, { name: 'Elsewhere' })
  expectStatus(await admin.delete(`/v1/journalists/${leaves}`), 204)
  const idsOf = async (query: string) =>
    (await admin.get(`/v1/journalists?outletId=${outletId}${query}`)).json.items.map(({ id }: { id: string }) => id)
  assert.deepEqual(await idsOf(''), [stays])
  assert.deepEqual(await idsOf('&archived=true'), [stays, leaves])
})

test('editors read journalists and do not write; submitters get 403', async () => {
  const id = await makeJournalist(service.admin)
  const editor = await service.client('editor')
  expectStatus(await editor.get(`/v1/journalists/${id}`), 200)
  expectStatus(await editor.delete(`/v1/journalists/${id}`), 403)
  const submitter = await service.client('submitter')
  expectStatus(await submitter.get(`/v1/journalists/${id}`), 403)
})
