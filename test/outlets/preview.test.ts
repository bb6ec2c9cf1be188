import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeJournalist, makeList, makeMailbox, makeOutlet } from './factories.ts'

let service: Service
let listId: string
let excludable: string[]

// Two outlets that receive (one of them twice), one journalist who does, six outlets in another language, one without endpoint.
before(async () => {
  service = await startService()
  const { admin } = service
  listId = await makeList(admin, { rule: { include: { countries: ['AE', 'EG'] } } })
  const cairo = await makeOutlet(admin, { name: 'Cairo', country: 'EG' })
  const dubai = await makeOutlet(admin, { name: 'Dubai' })
  excludable = [cairo, dubai]
  await makeMailbox(admin, `outlets/${cairo}`, 'cairo@outlet.example')
  await makeMailbox(admin, `outlets/${dubai}`, 'dubai@outlet.example')
  const webhook = { channel: 'webhook', settings: { url: 'https://outlet.example/in' } }
  expectStatus(await admin.post(`/v1/outlets/${dubai}/endpoints`, webhook), 201)
  for (const number of [1, 2, 3, 4, 5, 6]) {
    const id = await makeOutlet(admin, { name: `English ${number}`, languages: ['en'] })
    await makeMailbox(admin, `outlets/${id}`, `english-${number}@outlet.example`)
  }
  await makeOutlet(admin, { name: 'Nowhere' })
  const layla = await makeJournalist(admin, { name: 'Layla' })
  await makeMailbox(admin, `journalists/${layla}`, 'layla@outlet.example')
  expectStatus(await admin.put(`/v1/outlet-lists/${listId}/members/journalists/${layla}`), 204)
})
after(() => service.close())

test('counts who would receive, by channel and country, and why who would not', async () => {
  const answer = expectStatus(await service.admin.get(`/v1/outlet-lists/${listId}/preview?language=AR`), 200)
  assert.deepEqual(answer.json, {
    language: 'ar',
    summary: '2 outlets, 1 journalist, 2 countries',
    outlets: 2,
    journalists: 1,
    endpoints: 4,
    countries: 2,
    byChannel: { email: 3, webhook: 1 },
    byCountry: { AE: 2, EG: 1, ZZ: 1 },
    byLanguage: { ar: 4 },
    bySector: { energy: 3 },
    leftOut: [
      { reason: 'language', count: 6, examples: ['English 1', 'English 2', 'English 3', 'English 4', 'English 5'] },
      { reason: 'no-endpoint', count: 1, examples: ['Nowhere'] },
    ],
  })
})

test('excludes one outlet or several', async () => {
  const preview = async (ids: string[]) =>
    expectStatus(
      await service.admin.get(
        `/v1/outlet-lists/${listId}/preview?language=ar${ids.map((id) => `&excludeOutletIds=${id}`).join('')}`,
      ),
      200,
    ).json
  const one = await preview(excludable.slice(1))
  assert.deepEqual([one.outlets, one.endpoints, one.leftOut[0]], [1, 2, { reason: 'excluded', count: 2, examples: ['Dubai'] }])
  const both = await preview(excludable)
  assert.deepEqual([both.outlets, both.endpoints], [0, 1])
  assert.deepEqual(both.leftOut[0], { reason: 'excluded', count: 3, examples: ['Cairo', 'Dubai'] })
})

test('a submitter gets the numbers and reasons, and no name', async () => {
  const submitter = await service.client('submitter')
  const answer = expectStatus(await submitter.get(`/v1/outlet-lists/${listId}/preview?language=ar`), 200)
  assert.equal(answer.json.endpoints, 4)
  assert.deepEqual(answer.json.leftOut, [
    { reason: 'language', count: 6 },
    { reason: 'no-endpoint', count: 1 },
  ])
  assert.doesNotMatch(answer.text, /English|Nowhere|outlet\.example/)
})

test('without a language, everybody counts, in each language that they read', async () => {
  const submitter = await service.client('submitter')
  const { json } = expectStatus(await submitter.get(`/v1/outlet-lists/${listId}/preview`), 200)
  assert.equal(json.language, null)
  assert.equal(json.summary, '8 outlets, 1 journalist, 2 countries')
  assert.deepEqual(json.byLanguage, { ar: 4, en: 6 })
  assert.deepEqual(json.leftOut, [{ reason: 'no-endpoint', count: 1 }])
})

test('an empty list reaches nobody, in zeros', async () => {
  const empty = await makeList(service.admin)
  const answer = expectStatus(await service.admin.get(`/v1/outlet-lists/${empty}/preview?language=ar`), 200)
  const figures = { outlets: 0, journalists: 0, endpoints: 0, countries: 0, leftOut: [] }
  const nothing = { ...figures, byChannel: {}, byCountry: {}, byLanguage: {}, bySector: {} }
  assert.deepEqual(answer.json, { language: 'ar', summary: '0 outlets, 0 journalists, 0 countries', ...nothing })
})

for (const query of ['?language=x-y', '?language=ar&excludeOutletIds=7', '?language=ar&colour=red'])
  test(`422 for a preview with "${query}"`, async () => {
    const answer = await service.admin.get(`/v1/outlet-lists/${listId}/preview${query}`)
    assert.equal(expectStatus(answer, 422).problem, 'invalid')
  })
