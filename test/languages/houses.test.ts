import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeDate, writeInstant } from '../../src/languages/date.ts'
import { fillPhrase } from '../../src/languages/house.ts'
import { houseOf, houses, writeDateline } from '../../src/languages/houses.ts'
import { directionOf, parseLanguage } from '../../src/languages/language.ts'
import { sectorLabel } from '../../src/sectors/sector.ts'
import { defaultSectors } from '../../src/sectors/vocabulary.ts'

const fifteen = ['en', 'ko', 'ja', 'ar', 'zh-Hans', 'zh-Hant', 'vi', 'th', 'id', 'ms', 'de', 'ru', 'fr', 'es', 'pt']

test('every one of the fifteen languages has all its phrases, with their placeholders', () => {
  assert.deepEqual(
    houses.map(({ language }) => language),
    fifteen,
  )
  for (const house of houses) {
    assert.equal(parseLanguage(house.language), house.language)
    assert.equal(house.direction, directionOf(house.language))
    for (const [name, phrase] of Object.entries(house)) assert.notEqual(phrase.trim(), '', `${house.language} ${name}`)
    for (const phrase of [house.disclaimer, house.wireBoilerplate]) assert.match(phrase, /\{wire\}.*\{url\}/)
    for (const phrase of [house.lead, house.whyReceived]) assert.match(phrase, /\{wire\}/)
    assert.match(house.dateline, /\{place\}.*\{date\}.* $/)
    assert.match(house.embargoedUntil, /\{time\}/)
  }
})

test('no two languages share a disclaimer, and each is written in its own script', () => {
  assert.equal(new Set(houses.map(({ disclaimer }) => disclaimer)).size, houses.length)
  const scripts = { ar: /\p{Script=Arabic}/u, ko: /\p{Script=Hangul}/u, ja: /\p{Script=Hiragana}/u, th: /\p{Script=Thai}/u }
  for (const [tag, script] of Object.entries({ ...scripts, ru: /\p{Script=Cyrillic}/u, 'zh-Hans': /\p{Script=Han}/u })) {
    const { disclaimer, sectors, contact, embargoedUntil, unsubscribe, whyReceived, wireBoilerplate } = houseOf(tag)
    const phrases = [disclaimer, sectors, contact, embargoedUntil, unsubscribe, whyReceived, wireBoilerplate]
    for (const phrase of phrases) assert.match(phrase, tag === 'ja' ? /[\p{Script=Hiragana}\p{Script=Han}]/u : script, tag)
  }
})

test('a language without a house gets the nearest one, then English words in its own direction', () => {
  assert.equal(houseOf('pt-BR').language, 'pt')
  assert.equal(houseOf('zh-Hant-HK').language, 'zh-Hant')
  assert.equal(houseOf('zh').language, 'zh-Hans')
  assert.deepEqual([houseOf('he').sectors, houseOf('he').direction, houseOf('he').language], ['Sectors', 'rtl', 'he'])
})

test('a phrase keeps the placeholders that nobody fills, and what is filled in is not filled again', () => {
  assert.equal(
    fillPhrase('{wire} ({url}) {other}', { wire: '{url}$&', url: 'https://w.example' }),
    '{url}$& (https://w.example) {other}',
  )
})

test('dates are Gregorian, in Latin digits, on the day of the zone', () => {
  const at = new Date('2026-11-30T21:30:00Z')
  assert.equal(writeDate('th', at, 'Asia/Bangkok'), '1 ธันวาคม ค.ศ. 2026')
  assert.equal(writeDate('ar-EG', at, 'Asia/Dubai'), '1 ديسمبر 2026')
  assert.equal(writeDate('zh-Hans', at), '2026年11月30日')
  for (const { language } of houses) assert.match(writeInstant(language, at), /21[:.]30/, language)
  for (const { language } of houses) assert.match(writeInstant(language, at), /UTC/, language)
  assert.equal(writeDateline('ar', 'دبي', writeDate('ar', at)), 'دبي، 30 نوفمبر 2026 – ')
})

test('every default sector has a label of its own in every language', () => {
  assert.equal(new Set(defaultSectors.map(({ key }) => key)).size, defaultSectors.length)
  for (const language of fifteen) {
    const labels = defaultSectors.map((sector) => sector.labels[language])
    assert.equal(new Set(labels).size, defaultSectors.length, language)
  }
})

test('a sector is called by the nearest label', () => {
  assert.equal(sectorLabel({ en: 'Energy', zh: '能源' }, 'zh-Hant-TW'), '能源')
  assert.equal(sectorLabel({ en: 'Energy', zh: '能源' }, 'sw'), 'Energy')
  assert.equal(sectorLabel({ ar: 'الطاقة' }, 'sw'), 'الطاقة')
  assert.equal(sectorLabel({}, 'en'), undefined)
})
