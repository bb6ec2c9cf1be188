import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeMailbox, makeOutlet, newOutlet } from './factories.ts'

let service: Service
before(async () => {
  service = await startService()
})
after(() => service.close())

describe('an outlet', () => {
  test('201 with its address and ETag, and reads back with its endpoints', async () => {
    const { admin } = service
    const made = expectStatus(await admin.post('/v1/outlets', newOutlet({ externalId: 'crm-1', timeZone: 'asia/dubai' })), 201)
    assert.equal(made.headers.location, `/v1/outlets/${made.json.id}`)
    assert.equal(made.headers.etag, '"1"')
    const endpointId = await makeMailbox(admin, `outlets/${made.json.id}`, 'desk@outlet.example')
    const read = expectStatus(await admin.get(`/v1/outlets/${made.json.id}`), 200)
    const { endpoints, ...outlet } = read.json
    assert.deepEqual(outlet, made.json)
    assert.equal(outlet.timeZone, 'Asia/Dubai')
    assert.deepEqual(
      endpoints.map(({ id, address }: { id: string; address: string }) => ({ id, address })),
      [{ id: endpointId, address: 'desk@outlet.example' }],
    )
  })

  test('keeps languages in canonical form, each once', async () => {
    const made = await service.admin.post('/v1/outlets', newOutlet({ languages: ['ZH-hant', 'zh-TW', 'AR'] }))
    assert.deepEqual(expectStatus(made, 201).json.languages, ['zh-Hant', 'ar'])
  })

  test('the same Idempotency-Key makes it once', async () => {
    const headers = { 'idempotency-key': 'outlet-once' }
    const first = expectStatus(await service.admin.post('/v1/outlets', newOutlet({ externalId: 'once' }), headers), 201)
    const second = expectStatus(await service.admin.post('/v1/outlets', newOutlet({ externalId: 'once' }), headers), 201)
    assert.deepEqual(second.json, first.json)
  })

  test('409 for an external id that another outlet has', async () => {
    await makeOutlet(service.admin, { externalId: 'taken' })
    const answer = expectStatus(await service.admin.post('/v1/outlets', newOutlet({ externalId: 'taken' })), 409)
    assert.equal(answer.problem, 'conflict')
    assert.equal(answer.json.errors[0].pointer, '/externalId')
  })

  const wrong: [field: string, over: Record<string, unknown>, pointer: string][] = [
    ['a country in small letters', { country: 'ae' }, '/country'],
    ['a country that there is not', { country: 'XX' }, '/country'],
    ['a union of countries', { country: 'EU' }, '/country'],
    ['a country of the past', { country: 'YU' }, '/country'],
    ['an unknown time zone', { timeZone: 'Asia/Atlantis' }, '/timeZone'],
    ['a bare offset', { timeZone: '+04:00' }, '/timeZone'],
    ['a language that there is not', { languages: ['ar', 'xx-yy'] }, '/languages/1'],
    ['no language', { languages: [] }, '/languages'],
    ['a sector that the wire does not have', { sectors: ['energy', 'alchemy'] }, '/sectors/1'],
    ['an empty name', { name: '  ' }, '/name'],
    ['a name with a line break', { name: 'Al\nBayan' }, '/name'],
    ['a name with a NUL', { name: 'Al\0Bayan' }, '/name'],
    ['a name that is half a character', { name: '\ud83d' }, '/name'],
    ['a name of the wrong type', { name: 7 }, '/name'],
  ]
  for (const [field, over, pointer] of wrong) {
    test(`422 for ${field}, with a pointer to it`, async () => {
      const answer = expectStatus(await service.admin.post('/v1/outlets', newOutlet(over)), 422)
      assert.equal(answer.problem, 'invalid')
      assert.equal(answer.json.errors[0].pointer, pointer)
    })
  }

  test('422 for an unknown field, nothing is made', async () => {
    const answer = expectStatus(await service.admin.post('/v1/outlets', newOutlet({ name: 'Nobody', colour: 'red' })), 422)
    assert.equal(answer.json.errors[0].pointer, '/colour')
    assert.deepEqual((await service.admin.get('/v1/outlets?q=Nobody')).json.items, [])
  })
})

describe('changing an outlet', () => {
  test('changes what is sent, keeps the rest, and the event says both sides', async () => {
    const { admin, deps } = service
    const id = await makeOutlet(admin, { name: 'Old name' })
    const answer = expectStatus(await admin.patch(`/v1/outlets/${id}`, { name: 'New name' }, { 'if-match': '"1"' }), 200)
    assert.equal(answer.headers.etag, '"2"')
    assert.equal(answer.json.name, 'New name')
    assert.equal(answer.json.country, 'AE')
    const event = await deps.db.event.findFirstOrThrow({ where: { kind: 'outlet.changed', subjectId: id } })
    assert.deepEqual(event.data, { before: { name: 'Old name' }, after: { name: 'New name' } })
    assert.equal(event.actor, 'First admin')
  })

  test('428 without If-Match, 412 with an old one; nothing changes', async () => {
    const { admin } = service
    const id = await makeOutlet(admin)
    assert.equal(expectStatus(await admin.patch(`/v1/outlets/${id}`, { name: 'X' }), 428).problem, 'precondition-required')
    const stale = expectStatus(await admin.patch(`/v1/outlets/${id}`, { name: 'X' }, { 'if-match': '"7"' }), 412)
    assert.equal(stale.problem, 'precondition-failed')
    assert.equal(stale.headers.etag, '"1"')
    assert.equal((await admin.get(`/v1/outlets/${id}`)).json.name, 'Al-Bayan')
  })

  test('what already is as it was sent makes no new revision and no event', async () => {
    const { admin, deps } = service
    const id = await makeOutlet(admin)
    const answer = await admin.patch(`/v1/outlets/${id}`, { name: 'Al-Bayan', languages: ['AR'] }, { 'if-match': '"1"' })
    assert.equal(expectStatus(answer, 200).json.revision, 1)
    assert.equal(await deps.db.event.count({ where: { subjectId: id } }), 1)
  })

  test('of two at once with the same ETag, one wins and the other is told', async () => {
    const { admin } = service
    const id = await makeOutlet(admin)
    const answers = await Promise.all(
      ['First', 'Second'].map((name) => admin.patch(`/v1/outlets/${id}`, { name }, { 'if-match': '"1"' })),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412])
  })

  test('422 for an unknown sector or field, 409 for a taken external id', async () => {
    const { admin } = service
    const id = await makeOutlet(admin)
    await makeOutlet(admin, { externalId: 'somebody' })
    const match = { 'if-match': '"1"' }
    expectStatus(await admin.patch(`/v1/outlets/${id}`, { sectors: ['alchemy'] }, match), 422)
    expectStatus(await admin.patch(`/v1/outlets/${id}`, { id }, match), 422)
    expectStatus(await admin.patch(`/v1/outlets/${id}`, { externalId: 'somebody' }, match), 409)
  })
})

describe('archiving an outlet', () => {
  test('204; it leaves lists, stays readable, and is changed no more', async () => {
    const { admin } = service
    const id = await makeOutlet(admin, { name: 'Closed paper' })
    expectStatus(await admin.delete(`/v1/outlets/${id}`), 204)
    assert.deepEqual((await admin.get('/v1/outlets?q=closed')).json.items, [])
    const [listed] = (await admin.get('/v1/outlets?q=closed&archived=true')).json.items
    assert.equal(listed.id, id)
    assert.notEqual(expectStatus(await admin.get(`/v1/outlets/${id}`), 200).json.archivedAt, null)
    const change = await admin.patch(`/v1/outlets/${id}`, { name: 'Open' }, { 'if-match': '*' })
    assert.equal(expectStatus(change, 409).problem, 'wrong-state')
  })

  test('archiving twice is archiving once; an If-Match that is sent counts', async () => {
    const { admin, deps } = service
    const id = await makeOutlet(admin)
    expectStatus(await admin.delete(`/v1/outlets/${id}`, { 'if-match': '"7"' }), 412)
    for (const path of [`/v1/outlets/${id}`, `/v1/outlets/${id.toUpperCase()}`]) expectStatus(await admin.delete(path), 204)
    assert.equal(await deps.db.event.count({ where: { kind: 'outlet.archived', subjectId: id } }), 1)
  })

  test('404 for an id that is none, and for one that there is not', async () => {
    for (const id of ['7', '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f']) {
      for (const answer of [await service.admin.get(`/v1/outlets/${id}`), await service.admin.delete(`/v1/outlets/${id}`)])
        assert.equal(expectStatus(answer, 404).problem, 'not-found')
    }
  })
})

describe('finding outlets', () => {
  const namesOf = async (query: string) =>
    expectStatus(await service.admin.get(`/v1/outlets?${query}`), 200).json.items.map(({ name }: { name: string }) => name)

  test('by country, language, sector and part of the name; all must hold', async () => {
    const { admin } = service
    await makeOutlet(admin, { name: 'Taipei 100%', country: 'TW', languages: ['zh-Hant'], sectors: ['travel'] })
    await makeOutlet(admin, { name: 'Taipei 100_', country: 'TW', languages: ['zh', 'en'], sectors: ['health'] })
    await makeOutlet(admin, { name: 'Beijing 1000', country: 'CN', languages: ['zh-Hans'], sectors: ['travel'] })
    assert.deepEqual(await namesOf('country=TW'), ['Taipei 100%', 'Taipei 100_'])
    assert.deepEqual(await namesOf('country=TW&language=zh-Hant'), ['Taipei 100%', 'Taipei 100_'])
    assert.deepEqual(await namesOf('country=TW&language=zh'), ['Taipei 100_'])
    assert.deepEqual(await namesOf('language=zh-Hans&sector=travel'), ['Beijing 1000'])
    assert.deepEqual(await namesOf('q=100%25'), ['Taipei 100%'])
    assert.deepEqual(await namesOf('q=TAIPEI%20100_'), ['Taipei 100_'])
  })

  test('page by page, each once', async () => {
    for (const number of [1, 2, 3]) await makeOutlet(service.admin, { name: `Paged ${number}` })
    const first = (await service.admin.get('/v1/outlets?q=paged&limit=2')).json
    const second = (await service.admin.get(`/v1/outlets?q=paged&limit=2&cursor=${first.nextCursor}`)).json
    const names = [...first.items, ...second.items].map(({ name }: { name: string }) => name)
    assert.deepEqual(names, ['Paged 1', 'Paged 2', 'Paged 3'])
    assert.equal(second.nextCursor, null)
  })

  for (const query of [
    'country=xx',
    'language=x',
    'sector=No%20Sector',
    'q=%00',
    'limit=0',
    'cursor=nonsense',
    'archived=maybe',
    'colour=red',
  ])
    test(`422 for ?${query}`, async () => {
      assert.equal(expectStatus(await service.admin.get(`/v1/outlets?${query}`), 422).problem, 'invalid')
    })
})

describe('who may', () => {
  test('editors and auditors read and do not write; submitters get 403, strangers 401', async () => {
    const id = await makeOutlet(service.admin)
    for (const role of ['editor', 'auditor'] as const) {
      const client = await service.client(role)
      expectStatus(await client.get('/v1/outlets'), 200)
      expectStatus(await client.get(`/v1/outlets/${id}`), 200)
      expectStatus(await client.post('/v1/outlets', newOutlet()), 403)
      expectStatus(await client.patch(`/v1/outlets/${id}`, { name: 'X' }, { 'if-match': '"1"' }), 403)
      expectStatus(await client.delete(`/v1/outlets/${id}`), 403)
    }
    const submitter = await service.client('submitter')
    for (const url of ['/v1/outlets', `/v1/outlets/${id}`, `/v1/outlets/${id}/endpoints`, '/v1/journalists'])
      assert.equal(expectStatus(await submitter.get(url), 403).problem, 'forbidden')
    expectStatus(await service.as().get('/v1/outlets'), 401)
  })
})
