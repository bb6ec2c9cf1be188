import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isCountry } from '../../src/outlets/country.ts'
import { countriesOf, regionKeys } from '../../src/outlets/region.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeJournalist, makeList, makeMailbox, makeOutlet } from './factories.ts'
import { fatesOn } from './fates.ts'

let service: Service
let dubaiId: string

// Three outlets and two journalists that differ in all that a rule may ask for.
before(async () => {
  service = await startService()
  const { admin } = service
  dubaiId = await makeOutlet(admin, {
    name: 'Dubai',
    country: 'AE',
    languages: ['ar'],
    sectors: ['energy'],
    tier: 1,
    tags: ['gold'],
  })
  const seoul = await makeOutlet(admin, { name: 'Seoul', country: 'KR', languages: ['ko', 'en'], sectors: ['travel'], tier: 2 })
  const paris = await makeOutlet(admin, { name: 'Paris', country: 'FR', languages: ['fr'], sectors: [], tags: ['print'] })
  const layla = { name: 'Layla', country: 'AE', languages: ['ar'], sectors: ['energy'], tags: ['gold'], outletIds: [dubaiId] }
  const people = [await makeJournalist(admin, layla), await makeJournalist(admin, { name: 'Free', languages: ['zh'] })]
  for (const owner of [...[dubaiId, paris].map((id) => `outlets/${id}`), ...people.map((id) => `journalists/${id}`)])
    await makeMailbox(admin, owner, `${owner.slice(-12)}@outlet.example`)
  const settings = { url: 'https://outlet.example/in' }
  expectStatus(await admin.post(`/v1/outlets/${seoul}/endpoints`, { channel: 'webhook', settings }), 201)
})
after(() => service.close())

const everybody = ['Dubai', 'Free', 'Layla', 'Paris', 'Seoul']
const standing = async (rule: object) =>
  Object.keys(await fatesOn(service, { outletListId: await makeList(service.admin, { rule }) }))

const criteria: [criteria: Record<string, unknown>, who: string[]][] = [
  [{}, everybody],
  [{ kinds: ['outlet'] }, ['Dubai', 'Paris', 'Seoul']],
  [{ kinds: ['journalist'] }, ['Free', 'Layla']],
  [{ countries: ['AE', 'KR'] }, ['Dubai', 'Layla', 'Seoul']],
  [{ regions: ['asia'] }, ['Dubai', 'Layla', 'Seoul']],
  [{ regions: ['western-asia', 'europe'] }, ['Dubai', 'Layla', 'Paris']],
  [{ languages: ['en', 'fr'] }, ['Paris', 'Seoul']],
  [{ languages: ['zh-Hant'] }, ['Free']],
  [{ sectors: ['travel', 'sports'] }, ['Seoul']],
  [{ channels: ['webhook'] }, ['Seoul']],
  [{ tiers: [1] }, ['Dubai', 'Layla']],
  [{ tiers: [2, 3] }, ['Seoul']],
  [{ tags: ['gold'] }, ['Dubai', 'Layla']],
  [{ tags: ['gold', 'print'], kinds: ['outlet'], regions: ['asia'] }, ['Dubai']],
]

describe('a rule', () => {
  for (const [include, who] of criteria)
    test(`includes by ${JSON.stringify(include)}`, async () => assert.deepEqual(await standing({ include }), who))

  for (const [exclude, who] of criteria.slice(1))
    test(`excludes by ${JSON.stringify(exclude)}`, async () =>
      assert.deepEqual(
        await standing({ exclude }),
        everybody.filter((name) => !who.includes(name)),
      ))

  test('takes who meets what it includes, but for who meets what it excludes', async () => {
    assert.deepEqual(await standing({ include: { regions: ['asia'] }, exclude: { tags: ['gold'] } }), ['Seoul'])
  })

  test('excludes nobody who was put on the list by hand', async () => {
    const outletListId = await makeList(service.admin, { rule: { exclude: { regions: ['asia'] } } })
    expectStatus(await service.admin.put(`/v1/outlet-lists/${outletListId}/members/outlets/${dubaiId}`), 204)
    assert.deepEqual(Object.keys(await fatesOn(service, { outletListId })), ['Dubai', 'Free', 'Paris'])
  })

  test('that names a sector keeps the wire from deleting it', async () => {
    await makeList(service.admin, { rule: { exclude: { sectors: ['culture'] } } })
    expectStatus(await service.admin.delete('/v1/sectors/culture'), 409)
  })
})

describe('a region', () => {
  test('every country lies in one at least, and regions have none that there is not', () => {
    const codes = [...Array(26 * 26).keys()].map((n) => String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26)))
    const countries = codes.filter(isCountry)
    assert.deepEqual(countriesOf(regionKeys).sort(), countries)
  })

  test('has the countries that one expects', () => {
    assert.ok(countriesOf(['western-asia']).includes('AE'))
    assert.ok(countriesOf(['south-eastern-asia']).includes('VN'))
    assert.ok(countriesOf(['europe']).includes('XK'))
    assert.deepEqual(countriesOf(['atlantis']), [])
  })
})
