import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { houses } from '../../src/languages/houses.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

describe('languages', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  it('200 all that have a house, to every role, with all that is known of each', async () => {
    for (const role of ['submitter', 'editor', 'admin', 'auditor'] as const) {
      const { items } = expectStatus(await (await service.client(role)).get('/v1/languages'), 200).json
      assert.equal(items.length, houses.length)
      const arabic = items.find(({ language }: { language: string }) => language === 'ar')
      assert.deepEqual(
        [arabic.englishName, arabic.nativeName, arabic.script, arabic.direction, arabic.date, arabic.ownPhrases],
        ['Arabic', 'العربية', 'Arab', 'rtl', '1 ديسمبر 2026', []],
      )
      assert.deepEqual(arabic.quotes, { outer: ['«', '»'], inner: ['“', '”'] })
    }
  })

  it('200 any tag in any spelling, with what it falls back to', async () => {
    const read = async (tag: string) => {
      const { json } = expectStatus(await service.admin.get(`/v1/languages/${tag}`), 200)
      return [json.language, json.house, json.lookup, json.direction]
    }
    assert.deepEqual(await read('ZH-tw'), ['zh-Hant', 'zh-Hant', ['zh-Hant', 'zh'], 'ltr'])
    assert.deepEqual(await read('in'), ['id', 'id', ['id'], 'ltr'])
    assert.deepEqual(await read('pt-br'), ['pt-BR', 'pt', ['pt-BR', 'pt'], 'ltr'])
    assert.deepEqual(await read('iw'), ['he', 'en', ['he'], 'rtl'])
    assert.deepEqual(await read('cmn-Hans'), ['zh-Hans', 'zh-Hans', ['zh-Hans', 'zh'], 'ltr'])
  })

  for (const tag of ['xx', 'klingon', 'en_US', 'e', 'zh-Xyzw', 'und'])
    it(`404 ${tag} is none`, async () => {
      expectStatus(await service.admin.get(`/v1/languages/${tag}`), 404)
    })

  it('200 the wire words any phrase its own way, for a language and what narrows it', async () => {
    const phrases = { fr: { kill: 'À ne pas publier', about: 'Qui est {name}' }, sw: { lead: '{wire}: ' } }
    expectStatus(await service.admin.patch('/v1/wire', { phrases }, { 'if-match': '*' }), 200)
    const { json } = expectStatus(await service.admin.get('/v1/languages/fr-CA'), 200)
    assert.deepEqual([json.phrases.kill, json.phrases.about], ['À ne pas publier', 'Qui est {name}'])
    assert.deepEqual([json.phrases.contact, json.ownPhrases.sort()], ['Contact presse', ['about', 'kill']])
    const { items } = expectStatus(await service.admin.get('/v1/languages'), 200).json
    assert.deepEqual(
      items.slice(houses.length).map(({ language, house }: { language: string; house: string }) => [language, house]),
      [['sw', 'en']],
    )
  })
})
