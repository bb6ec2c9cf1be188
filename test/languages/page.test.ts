import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { benchFigures } from '../../bench/figures.ts'
import { benchLanguages } from '../../bench/languages.ts'
import { findForeign } from '../../src/languages/check/foreign.ts'
import { writeDate } from '../../src/languages/date.ts'
import { notations } from '../../src/languages/figures/notations.ts'
import { readWithin } from '../../src/languages/figures/within.ts'
import type { House } from '../../src/languages/house.ts'
import { english } from '../../src/languages/houses/en.ts'
import { houses } from '../../src/languages/houses.ts'
import { unitOf } from '../../src/languages/length.ts'

const source = readFileSync(new URL('../../docs/languages.md', import.meta.url), 'utf8')
/** In one line, with plain spaces. */
const page = source.replace(/\s+/g, ' ')
const says = (text: string) => assert.ok(page.includes(text), `docs/languages.md does not say: ${text}`)

function rowOf({ language, englishName, nativeName, script, direction, quotes, number }: House): string {
  const cells = [
    `\`${language}\``,
    `${englishName}, ${nativeName}`,
    script,
    direction === 'rtl' ? 'right to left' : 'left to right',
    writeDate(language, new Date('2026-12-01T12:00:00Z')),
    `\`1${number.group}234${number.decimal}5\``,
    quotes.outer.join('…'),
    unitOf(language),
    notations.some((notation) => notation.language === language) ? 'yes' : 'no',
  ]
  return `| ${cells.join(' | ')} |`.replace(/\s+/g, ' ')
}

describe('docs/languages.md', () => {
  it('has a row for each language with a house, and none for another', () => {
    for (const house of houses) says(rowOf(house))
    const tags = [...source.matchAll(/^\| `([a-zA-Z-]+)` \| .*\| (?:Latn|[A-Z][a-z]{3}) \|/gm)].map(([, tag]) => tag)
    assert.deepEqual(
      tags,
      houses.map(({ language }) => language),
    )
  })

  it('tells what every phrase is for', () => {
    const told = [...source.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? [])
    for (const phrase of Object.keys(english.phrases)) assert.ok(told.includes(phrase), phrase)
  })

  it('tells which languages are counted in characters', () => {
    says('characters without spaces for Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese and Tibetan, words for all others')
    for (const tag of 'zh-Hans zh-Hant ja ko th lo km my bo'.split(' ')) assert.equal(unitOf(tag), 'characters', tag)
    for (const tag of 'en ar vi ru hi el he'.split(' ')) assert.equal(unitOf(tag), 'words', tag)
  })

  it('tells beyond what nothing is compared, and below what nothing is doubted', () => {
    says('Editions of more than 20,000 characters, or 300 figures, are not compared')
    assert.deepEqual(
      [20_000, 20_001].map((length) => readWithin('.'.repeat(length), 'en') === undefined),
      [false, true],
    )
    assert.deepEqual(
      [300, 301].map((count) => readWithin('17 or '.repeat(count), 'en') === undefined),
      [false, true],
    )
    says('Of less than 60 letters nothing is said')
    const german = 'Das Unternehmen teilte mit, dass die Arbeiten an dem Werk bald abgeschlossen sein werden'
    assert.equal(findForeign('en', [german]).length, 1)
    assert.equal(findForeign('en', [`${german.slice(0, 66)}.`.replace(/(?<=^(?:[^\p{L}]*\p{L}){59}).*/u, '')]).length, 0)
  })

  it('tells what the bench languages finds', async () => {
    const { confusion, headlines, texts, falseWarnings } = await benchLanguages({ full: false }, () => {})
    const twins = ['id', 'ms', 'zh-Hans', 'zh-Hant']
    const count = (languages: string[]) => {
      const all = languages.flatMap((language) =>
        Object.entries(confusion[language] ?? {}).map(([as, n]) => ({ language, as, n })),
      )
      const sum = (of: typeof all) => of.reduce((total, { n }) => total + n, 0)
      return { right: sum(all.filter(({ language, as }) => language === as)), all: sum(all) }
    }
    const [far, near] = [count(Object.keys(confusion).filter((language) => !twins.includes(language))), count(twins)]
    says(`on ${far.all + near.all} passages of 400 characters and ${texts - far.all - near.all} headlines`)
    says(`${percent(far.right / far.all)} (${far.right} of ${far.all})`)
    says(`${percent(near.right / near.all)} (${near.right} of ${near.all})`)
    says(`| headlines alone | ${percent(headlines)} (`)
    says(`| Indonesian (60) | Indonesian ${confusion.id?.id}, Malay ${confusion.id?.ms} |`)
    says(`| Malay (60) | Malay ${confusion.ms?.ms}, Indonesian ${confusion.ms?.id} |`)
    assert.equal(falseWarnings, 0)
    says('No passage in its own language got a warning')
  })

  it('tells what the bench figures finds', async () => {
    const { pairs, figures, faults, found, falseAlarms, byFault } = await benchFigures({ full: false }, () => {})
    says(`on ${pairs} pairs of paragraphs`)
    says(`in ${faults.toLocaleString('en')} ways: ${percent(found)} are found`)
    says(`of ${figures.toLocaleString('en')} figures in the right pairs none raises an alarm`)
    assert.equal(falseAlarms, 0)
    const { turn, range, digit, month, year, ...others } = byFault
    says('| a unit, a currency, a decimal mark, a ticker, a name, a time zone, a half of the day, a quarter | 100 % |')
    for (const [kind, share] of Object.entries(others)) assert.equal(share, 1, kind)
    says('| a digit, a month, a year | 99 % |')
    for (const share of [digit, month, year]) assert.ok(share !== undefined && share >= 0.99 && share < 1)
    says(`| a fall for a rise | ${percent(turn ?? 0)} |`)
    says(`| a range without its end | ${percent(range ?? 0)} |`)
  })
})

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
