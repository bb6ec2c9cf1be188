import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFigures } from '../../../src/languages/figures/read.ts'

const languages =
  'en en-GB en-IN ko ja ar ar-EG ar-MA zh-Hans zh-Hant vi th id ms de de-AT de-CH ru fr fr-CH es es-MX pt pt-BR pt-PT sv pl tr hi fa'.split(
    ' ',
  )
const numbers = [13, 999, 1234, 12_345, 1_234_567, 123_456_789, 0.5, 12.75, 1234.5, 98_765.4]
const days = ['2026-12-01', '2026-01-31', '2027-05-08', '2028-08-15', '2031-10-30', '1999-03-04']

function readings(text: string, language: string): string[] {
  return readFigures(text, language).flatMap(({ value, alternatives = [] }) => [value, ...alternatives])
}

test('every language reads back the numbers that Intl writes in it', () => {
  for (const language of languages) {
    const format = new Intl.NumberFormat(language, { maximumFractionDigits: 3 })
    for (const number of numbers) {
      const text = format.format(number)
      assert.ok(readings(text, language).includes(String(number)), `${language}: ${text} is ${readings(text, language)}`)
    }
  }
})

test('every language reads back the percentages that Intl writes in it', () => {
  for (const language of languages) {
    const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
    for (const share of [0.05, 0.125, 0.98]) {
      const text = format.format(share)
      const [figure] = readFigures(text, language)
      assert.deepEqual([figure?.kind, figure?.value], ['percentage', String(share * 100)], `${language}: ${text}`)
    }
  }
})

test('every language of the wire reads back the sums that Intl writes in it, with their currency', () => {
  for (const language of languages.slice(0, 25)) {
    for (const currency of ['USD', 'EUR', 'GBP', 'KRW']) {
      const text = new Intl.NumberFormat(language, {
        style: 'currency',
        currency,
        currencyDisplay: 'code',
        maximumFractionDigits: 0,
      }).format(12_345_678)
      const [figure] = readFigures(text, language)
      assert.deepEqual([figure?.kind, figure?.value, figure?.currency], ['money', '12345678', currency], `${language}: ${text}`)
    }
  }
})

test('every language of the wire reads back the dates that Intl writes in it', () => {
  for (const language of languages.slice(0, 25)) {
    for (const dateStyle of ['long', 'medium', 'full'] as const) {
      const format = new Intl.DateTimeFormat(language, { dateStyle, timeZone: 'UTC' })
      for (const day of days) {
        const text = format.format(new Date(day))
        assert.ok(readings(text, language).includes(day), `${language}: ${text} is ${readings(text, language)}`)
      }
    }
  }
})

test('Japanese reads back the eras of Intl', () => {
  const format = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { dateStyle: 'long', timeZone: 'UTC' })
  for (const day of [...days, '2019-05-01', '1985-06-07']) assert.deepEqual(readings(format.format(new Date(day)), 'ja'), [day])
})

test('digits of every script are read', () => {
  for (const system of ['arab', 'arabext', 'beng', 'deva', 'fullwide', 'khmr', 'laoo', 'mymr', 'tamldec', 'thai', 'tibt']) {
    const text = new Intl.NumberFormat('en', { numberingSystem: system, useGrouping: false }).format(9_876_543_210)
    assert.deepEqual(readings(text, 'en'), ['9876543210'], system)
  }
})
