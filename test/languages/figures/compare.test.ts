import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareFigures } from '../../../src/languages/figures/compare.ts'
import { readFigures } from '../../../src/languages/figures/read.ts'

/** `different money 1500000 / 15000000`. */
function compare(source: string, target: string, language = 'de'): string[] {
  return compareFigures(readFigures(source, 'en'), readFigures(target, language)).map(
    ({ what, kind, source, target }) => `${what} ${kind} ${source?.value ?? '-'} / ${target?.value ?? '-'}`,
  )
}

test('the same figures in two notations are no mismatch', () => {
  assert.deepEqual(compare('US$1.5bn, 12.4%, December 1, 2026', '1,5 Mrd. US-Dollar, 12,4 Prozent, 1. Dezember 2026'), [])
  assert.deepEqual(compare('$350 million for 42,000 people', '3億5000万ドル、4万2000人', 'ja'), [])
})

test('a figure that differs is shown with the likeliest of the other side', () => {
  assert.deepEqual(compare('1.5 million of 820,000', '1,6 Millionen von 820.000'), ['different number 1500000 / 1600000'])
  assert.deepEqual(compare('12% and 48%', '84 % und 12 %'), ['different percentage 48 / 84'])
  assert.deepEqual(compare('US$5 million, 38%', '38 %, 5 Mrd. US-Dollar'), ['different money 5000000 / 5000000000'])
})

test('nothing is rounded', () => {
  assert.deepEqual(compare('1.49 million', '1,5 Millionen'), ['different number 1490000 / 1500000'])
})

test('a currency that is swapped is a mismatch; one that is not told, or of the same family, is none', () => {
  assert.deepEqual(compare('US$5 million', '5 Millionen Euro'), ['different money 5000000 / 5000000'])
  assert.deepEqual(compare('US$5 million', '5 Millionen Dollar'), [])
  assert.deepEqual(compare('HK$5 million', '500萬元', 'zh-Hant'), [])
  assert.deepEqual(compare('¥5 million', '500万元', 'zh-Hans'), [])
  assert.deepEqual(compare('€5 million', '500万元', 'zh-Hans'), ['different money 5000000 / 5000000'])
})

test('what is only in one of them is missing or extra', () => {
  assert.deepEqual(compare('12 shops and 48 vans', '48 Wagen'), ['missing number 12 / -'])
  assert.deepEqual(compare('48 vans', '12 Läden und 48 Wagen'), ['extra number - / 12'])
})

test('a value may stand there once instead of twice', () => {
  assert.deepEqual(compare('48 vans, which are 48 vans', '48 Wagen'), [])
})

test('small numbers in words, ordinals and a year alone may be left out', () => {
  assert.deepEqual(compare('In 2026 two of seven, for the third time, in its 14th year', 'Wieder einmal'), [])
  assert.deepEqual(compare('three plants', '3 Werke'), [])
})

test('a small number in words has to be the right one where the other side writes digits', () => {
  assert.deepEqual(compare('three plants', '4 Werke'), ['extra number - / 4'])
})

test('a date may lack its year, not its day', () => {
  assert.deepEqual(compare('on December 1, 2026', 'am 1. Dezember'), [])
  assert.deepEqual(compare('on December 1, 2026', 'im Dezember 2026'), ['missing date 2026-12-01 / -'])
  assert.deepEqual(compare('on December 1, 2026', 'am 1. November 2026'), ['different date 2026-12-01 / 2026-11-01'])
  assert.deepEqual(compare('in 2026', '2027'), ['different date 2026 / 2027'])
  assert.deepEqual(compare('from May 4 to June 18, 2026', '2025年5月4日から6月18日', 'ja').length, 2)
})

test('both ends of a range share the scale that stands once', () => {
  assert.deepEqual(compare('10 to 12 million', '1000万～1200万', 'ja'), [])
})
