import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeList, makeMailbox, makeOutlet } from './factories.ts'
import { fatesOn } from './fates.ts'

let service: Service
before(async () => {
  service = await startService()
})
after(() => service.close())

type Case = {
  what: string
  /** of the endpoint, in its order */
  languages: string[]
  editions: 'all' | 'first'
  /** of the publication, in its order, all to one list */
  targeted: string[]
  gets: string[]
}

const cases: Case[] = [
  { what: 'all', languages: ['ar', 'en'], editions: 'all', targeted: ['en', 'ar', 'fr'], gets: ['en', 'ar'] },
  { what: 'the first', languages: ['ar', 'en'], editions: 'first', targeted: ['en', 'ar', 'fr'], gets: ['ar'] },
  { what: 'the first that there is', languages: ['ko', 'en', 'ar'], editions: 'first', targeted: ['ar', 'en'], gets: ['en'] },
  { what: 'the first, a range', languages: ['zh', 'en'], editions: 'first', targeted: ['en', 'zh-Hant'], gets: ['zh-Hant'] },
  {
    what: 'of two that a range means, the first that is asked for',
    languages: ['zh'],
    editions: 'first',
    targeted: ['en', 'zh-Hant', 'zh-Hans'],
    gets: ['zh-Hant'],
  },
  {
    what: 'the narrower range first, when it comes first',
    languages: ['zh-Hans', 'zh'],
    editions: 'first',
    targeted: ['zh-Hant', 'zh-Hans'],
    gets: ['zh-Hans'],
  },
  { what: 'what it falls back to', languages: ['pt-BR'], editions: 'all', targeted: ['en', 'pt'], gets: ['pt'] },
  { what: 'nothing wider than it has', languages: ['pt-BR'], editions: 'all', targeted: ['pt', 'pt-BR'], gets: ['pt-BR'] },
  {
    what: 'the nearest of three',
    languages: ['zh-Hant-HK'],
    editions: 'all',
    targeted: ['zh', 'zh-Hans', 'zh-Hant'],
    gets: ['zh-Hant'],
  },
  { what: 'the first, by falling back', languages: ['pt-BR', 'en'], editions: 'first', targeted: ['en', 'pt'], gets: ['pt'] },
  { what: 'its only one', languages: ['en'], editions: 'first', targeted: ['ar', 'en'], gets: ['en'] },
]

for (const { what, languages, editions, targeted, gets } of cases)
  test(`an endpoint in ${languages.join(', ')} that wants ${editions} gets ${gets.join(', ')} of ${targeted.join(', ')}: ${what}`, async () => {
    const { outletListId } = await listed('Desk', languages, editions)
    const targets = targeted.map((language) => ({ language, outletListId, excludeOutletIds: [] }))
    const got: string[] = []
    for (const { language } of targets) {
      const { Desk: fate } = await fatesOn(service, { outletListId, language, targets })
      if (fate === null) got.push(language)
      else {
        const reads = languages.includes(language) || language.startsWith('zh')
        assert.equal(fate, editions === 'first' && reads ? 'other-language-first' : 'language')
      }
    }
    assert.deepEqual(got, gets)
  })

test('the languages of the outlet count where the endpoint has none', async () => {
  const { admin } = service
  const outletId = await makeOutlet(admin, { name: 'Own', languages: ['ar', 'en'] })
  await makeMailbox(admin, `outlets/${outletId}`, 'own@outlet.example', { editions: 'first' })
  const outletListId = await makeList(admin)
  expectStatus(await admin.put(`/v1/outlet-lists/${outletListId}/members/outlets/${outletId}`), 204)
  const targets = ['en', 'ar'].map((language) => ({ language, outletListId, excludeOutletIds: [] }))
  assert.deepEqual(await fatesOn(service, { outletListId, language: 'en', targets }), { Own: 'other-language-first' })
  assert.deepEqual(await fatesOn(service, { outletListId, language: 'ar', targets }), { Own: null })
})

test('what goes to a list that it does not stand on, or excludes it, keeps no edition from it', async () => {
  const { outletListId, outletId } = await listed('Here', ['ar', 'en'], 'first')
  const { outletListId: elsewhere } = await listed('There', ['ar', 'en'], 'first')
  const en = { language: 'en', outletListId, excludeOutletIds: [] }
  const fate = async (ar: { outletListId: string; excludeOutletIds: string[] }) =>
    (await fatesOn(service, { ...en, targets: [{ language: 'ar', ...ar }, en] })).Here
  assert.equal(await fate({ outletListId, excludeOutletIds: [] }), 'other-language-first')
  assert.equal(await fate({ outletListId: elsewhere, excludeOutletIds: [] }), null)
  assert.equal(await fate({ outletListId, excludeOutletIds: [outletId] }), null)
})

async function listed(name: string, languages: string[], editions: string) {
  const { admin } = service
  const outletId = await makeOutlet(admin, { name, languages: ['fr'] })
  await makeMailbox(admin, `outlets/${outletId}`, `${outletId}@outlet.example`, { languages, editions })
  const outletListId = await makeList(admin)
  expectStatus(await admin.put(`/v1/outlet-lists/${outletListId}/members/outlets/${outletId}`), 204)
  return { outletId, outletListId }
}
