import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeDate, writeInstant } from '../../src/languages/date.ts'
import { fillPhrase } from '../../src/languages/house.ts'
import { english } from '../../src/languages/houses/en.ts'
import { houseOf, houses, writeDateline } from '../../src/languages/houses.ts'
import { sectorLabel } from '../../src/sectors/sector.ts'
import { defaultSectors } from '../../src/sectors/vocabulary.ts'
import { findGaps } from './house-gaps.ts'

const fifteen = ['en', 'ko', 'ja', 'ar', 'zh-Hans', 'zh-Hant', 'vi', 'th', 'id', 'ms', 'de', 'ru', 'fr', 'es', 'pt']

test('the fifteen have a house, and no house lacks anything', () => {
  const known = houses.map(({ language }) => language)
  assert.deepEqual(known.slice(0, fifteen.length), fifteen)
  assert.equal(new Set(known).size, known.length)
  assert.deepEqual(houses.flatMap(findGaps), [])
})

test('no two languages share a sentence, and each is written in its own script', () => {
  const twins = new Set(['lead', 'sectors', 'embargoedUntil', 'update', 'correction', 'kill', 'test'])
  for (const name of Object.keys(english.phrases)) {
    const said = houses.map((house) => Object.entries(house.phrases).find(([key]) => key === name)?.[1])
    if (!twins.has(name)) assert.equal(new Set(said).size, houses.length, name)
  }
  const scripts: Record<string, RegExp> = {
    ar: /\p{Script=Arabic}/u,
    ko: /\p{Script=Hangul}/u,
    th: /\p{Script=Thai}/u,
    ru: /\p{Script=Cyrillic}/u,
    ja: /[\p{Script=Hiragana}\p{Script=Han}]/u,
    'zh-Hans': /\p{Script=Han}/u,
    'zh-Hant': /\p{Script=Han}/u,
  }
  for (const [tag, script] of Object.entries(scripts)) {
    const { lead, ...phrases } = houseOf(tag).phrases
    for (const phrase of Object.values(phrases)) assert.match(phrase, script, tag)
  }
})

test('a language without a house gets the nearest one, then English words in its own direction', () => {
  assert.equal(houseOf('pt-BR').language, 'pt')
  assert.equal(houseOf('zh-Hant-HK').language, 'zh-Hant')
  assert.equal(houseOf('zh').language, 'zh-Hans')
  assert.deepEqual([houseOf('he').phrases.sectors, houseOf('he').direction, houseOf('he').script], ['Sectors', 'rtl', 'Hebr'])
})

test('a phrase keeps the placeholders that nobody fills, and what is filled in is not filled again', () => {
  assert.equal(
    fillPhrase('{wire} ({url}) {other}', { wire: '{url}$&', url: 'https://w.example' }),
    '{url}$& (https://w.example) {other}',
  )
})

test('dates are as newsrooms write them, in Latin digits, on the day of the zone', () => {
  const at = new Date('2026-11-30T21:30:00Z')
  assert.equal(writeDate('th', at, 'Asia/Bangkok'), '1 ธันวาคม 2569')
  assert.equal(writeDate('fr', at, 'Asia/Bangkok'), '1er décembre 2026')
  assert.equal(writeDate('fr-CA', at), '30 novembre 2026')
  assert.equal(writeDate('pt-BR', at, 'Asia/Bangkok'), '1º de dezembro de 2026')
  assert.equal(writeDate('ar-EG', at, 'Asia/Dubai'), '1 ديسمبر 2026')
  assert.equal(writeDate('zh-Hans', at), '2026年11月30日')
  for (const { language } of houses) assert.match(writeInstant(language, at), /21[:.]30/, language)
  for (const { language } of houses) assert.match(writeInstant(language, at), /UTC/, language)
  // Whoever goes by the line must not publish early.
  const late = new Date(Math.ceil(at.getTime() / 60_000) * 60_000 + 1)
  for (const { language } of houses) assert.match(writeInstant(language, late), /21[:.]31/, language)
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
