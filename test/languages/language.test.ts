import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { directionOf, LanguageTag, lookupChain, parseLanguage } from '../../src/languages/language.ts'

test('a tag has one canonical form', () => {
  const cases: [string, string][] = [
    ['EN', 'en'],
    ['pt-br', 'pt-BR'],
    ['en-UK', 'en-GB'],
    ['iw', 'he'],
    ['in', 'id'],
    ['zh-CN', 'zh-Hans'],
    ['zh-SG', 'zh-Hans'],
    ['zh-TW', 'zh-Hant'],
    ['zh-hk', 'zh-Hant'],
    ['zh-MO', 'zh-Hant'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['cmn-TW', 'zh-Hant'],
    ['zh', 'zh'],
    ['sr-latn', 'sr-Latn'],
    ['de-1996', 'de-1996'],
    ['es-419', 'es-419'],
  ]
  for (const [given, canonical] of cases) {
    assert.equal(parseLanguage(given), canonical, given)
    assert.equal(parseLanguage(canonical), canonical, `${canonical} is stable`)
  }
})

test('what names no language is refused', () => {
  const refused = ['', 'e', 'xx', 'english', 'und', 'mul', 'zxx', 'qaa', 'x-foo', 'en-x-foo', 'en-u-ca-buddhist', 'pt_BR', 'en-']
  for (const tag of [...refused, 'en-ZZ', 'en-XX', 'en-Qqqq', 'i-klingon', 'en en', ` en`, 'en\n', 'a'.repeat(400)]) {
    assert.equal(parseLanguage(tag), undefined, JSON.stringify(tag))
  }
})

test('the schema canonicalises, says what to do, and can be told in OpenAPI as input and as output', () => {
  assert.equal(LanguageTag.parse('zh-tw'), 'zh-Hant')
  const refused = LanguageTag.safeParse('english')
  assert.match(refused.error?.issues[0]?.message ?? '', /send one as in BCP 47, such as "en"/)
  assert.equal(z.toJSONSchema(LanguageTag, { io: 'input' }).type, 'string')
  assert.equal(z.toJSONSchema(LanguageTag, { io: 'output' }).type, 'string')
})

test('a tag falls back from narrow to wide', () => {
  assert.deepEqual(lookupChain('zh-Hant-TW'), ['zh-Hant-TW', 'zh-Hant', 'zh'])
  assert.deepEqual(lookupChain('pt-BR'), ['pt-BR', 'pt'])
  assert.deepEqual(lookupChain('ar'), ['ar'])
})

test('direction follows the script', () => {
  for (const tag of ['ar', 'he', 'fa', 'ur', 'ps', 'yi', 'dv', 'ckb', 'az-Arab', 'ar-EG'])
    assert.equal(directionOf(tag), 'rtl', tag)
  for (const tag of ['en', 'zh-Hant', 'th', 'ko', 'az', 'ar-Latn', 'ms']) assert.equal(directionOf(tag), 'ltr', tag)
})
