import { type Clock, toClock } from './clock.ts'
import { isoCodes, signs } from './currencies.ts'
import { type DateForm, toDateForms } from './date-forms.ts'
import { foldText } from './fold.ts'
import { literalPattern, type Separators, separatorsOf } from './literal.ts'
import type { Notation } from './notation.ts'
import { toPeriodForms } from './periods.ts'
import { type SignWords, toSignWords } from './signs.ts'
import { toWords, type Words } from './words.ts'

/** One pattern for all that says money; its nth group, `m0` and so on, stands for the nth currency. */
export type MoneyWords = { any: RegExp; currencies: readonly string[] }

/** A notation in one region, made ready for reading. */
export type Lexicon = {
  notation: Notation
  /** whether words are set apart by spaces */
  spaced: boolean
  separators: Separators
  literal: RegExp
  words: Words
  /** between the parts of a number, without and with a word */
  gap: RegExp
  joint: RegExp
  half: RegExp
  percentBefore: RegExp
  percentAfter: RegExp
  moneyBefore: MoneyWords
  moneyAfter: MoneyWords
  range: RegExp
  ordinalBefore: RegExp
  ordinalAfter: RegExp
  vague: RegExp
  clock: Clock
  periods: readonly RegExp[]
  signs: SignWords
  /** a number in brackets that accounts mean as a negative one */
  bracketed: RegExp
  dateForms: readonly DateForm[]
}

/**
 * Makes a notation ready for reading.
 *
 * @param tag the language and region of the text, which decide on separators and the order of dates
 * @param known false where the notation is a stranger's: then an ambiguous separator is read both ways
 */
export function toLexicon(notation: Notation, tag: string, known: boolean): Lexicon {
  const separators = separatorsOf(tag, { known, mixed: notation.mixed ?? false, spaces: notation.spaces ?? false })
  const spaced = notation.borders === 'both'
  const space = '[ \\u00a0\\u2009\\u202f]'
  const end = spaced ? '(?![\\p{L}\\p{M}])' : ''
  const joints = any(notation.joints ?? [])
  return {
    notation,
    spaced,
    separators,
    literal: new RegExp(literalPattern(separators), 'uy'),
    words: toWords(notation),
    gap: new RegExp(`${spaced ? '[ \\u00a0\\u2009\\u202f-]?' : `(?:${notation.more ?? '(?!)'})?${space}?`}`, 'uy'),
    joint: new RegExp(`[ \\u00a0-](?:${joints})${notation.prefixes ? `${space}?` : space}`, 'iuy'),
    half: new RegExp(`(?:${foldText(notation.half ?? '(?!)').plain})${end}`, 'iuy'),
    percentBefore: new RegExp(`(?:${any(notation.percentBefore ?? [])})${space}?$`, 'iu'),
    percentAfter: new RegExp(`[ \\u00a0\\u2009\\u202f-]?(?:%|${any(notation.percent.map((one) => `(?:${one})${end}`))})`, 'iuy'),
    moneyBefore: toMoneyBefore(notation),
    moneyAfter: toMoneyAfter(notation, end),
    range: new RegExp(`^${space}?(?:[-–—~]|${any(notation.ranges)})${space}?(?:\\p{Sc}|[A-Z]{1,3}\\p{Sc})?$`, 'iu'),
    ordinalBefore: new RegExp(`(?:[A-Za-z]-|[#№]|№ |\\d/|${foldText(notation.ordinalBefore ?? '(?!)').plain})$`, 'iu'),
    ordinalAfter: new RegExp(`/\\d|${foldText(notation.ordinalAfter ?? '(?!)').plain}`, 'iuy'),
    vague: new RegExp(`(?:${notation.vague ?? '(?!)'})$`, 'iu'),
    clock: toClock(notation),
    periods: toPeriodForms(notation),
    signs: toSignWords(notation),
    bracketed: toBracketed(notation),
    dateForms: toDateForms(notation, tag),
  }
}

/** After a sign of money, or before a scale or a percent sign; `(2) million` may be the second item of a list. */
function toBracketed({ scales, percent, borders }: Notation): RegExp {
  const end = borders === 'both' ? '(?![\\p{L}\\p{M}])' : ''
  const units = [...Object.keys(scales).toSorted((a, b) => b.length - a.length), ...percent].map((unit) => foldText(unit).plain)
  const before = `(?<=(?:\\p{Sc}|[A-Z]{2,3}) ?)\\((\\d[\\d.,]*)\\)`
  return new RegExp(`${before}|\\((\\d+[.,][\\d.,]*\\d|\\d{3,})\\)(?=[ \\u00a0]?(?:%|(?i:${units.join('|')})${end}))`, 'gu')
}

function toMoneyBefore(notation: Notation): MoneyWords {
  const written = [...(notation.moneyBefore ?? []), ...signs, ...isoCodes].map(([fragment, code]) => {
    const folded = foldText(fragment).plain
    return [/^[A-Z]/.test(folded) ? `(?<![A-Za-z])(?:${folded})` : folded, code] as const
  })
  return toMoneyWords(written, (one) => new RegExp(`${one}[ \\u00a0\\u202f]?[-\\u2212]?$`, 'u'))
}

function toMoneyAfter(notation: Notation, end: string): MoneyWords {
  const words = notation.money.map(([fragment, code]) => [`(?:${foldText(fragment).plain})${end}`, code] as const)
  const marks = [...signs, ...isoCodes].map(([fragment, code]) => [`(?:${fragment})(?![A-Za-z])`, code] as const)
  const linking = "\\.?[ \\u00a0\\u2009\\u202f-]?(?:(?:of|in|de|em|en|dari) |d['’] ?)?"
  return toMoneyWords([...words, ...marks], (one) => new RegExp(`${linking}${one}`, 'iuy'))
}

function toMoneyWords(words: (readonly [string, string])[], toPattern: (one: string) => RegExp): MoneyWords {
  const groups = words.map(([fragment], n) => `(?<m${n}>${fragment})`)
  return { any: toPattern(`(?:${groups.join('|')})`), currencies: words.map(([, code]) => code) }
}

/** One of some fragments; nothing at all when there are none. */
function any(fragments: readonly string[]): string {
  return fragments.length === 0 ? '(?!)' : fragments.map((fragment) => foldText(fragment).plain).join('|')
}
