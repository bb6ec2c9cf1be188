import { languages } from './fault-words.ts'
import type { Pair } from './pairs.ts'
import { type WordFaults, wordFaults } from './word-faults.ts'

/** What was made wrong in a rendering, and what it reads then. */
export type Fault = { kind: FaultKind; text: string }

/** The ways in which a rendering is made wrong. */
export type FaultKind =
  | ('digit' | 'scale' | 'currency' | 'decimal' | 'month' | 'year' | 'ticker' | 'name')
  | ('half-day' | 'zone' | 'period' | 'turn' | 'range')

type Edit = { start: number; end: number; put: string }

/**
 * Every fault that a pair gives room for, one at a time: each number with another digit, each scale dropped, each currency swapped and
 * so on. Nothing here knows how figures are read; the same pair always gives the same faults.
 */
export function plantFaults({ language, target, names }: Pair): Fault[] {
  const [words, others] = [languages[language], wordFaults[language]]
  if (!words || !others) throw new Error(`no faults are known for ${language}`)
  // A telephone number is no figure, nor is the 2 of CO2.
  const text = target.replace(/\+1 415 555 0134|[\w.]+@[\w.]+|CO2/g, (stretch) => '_'.repeat(stretch.length))
  // In 5 million to 7 million the first scale may go: the second one is for both.
  const shared = `(?:${others.ranges.join('|')})\\p{Sc}?\\p{Nd}`
  const edits: Record<FaultKind, Edit[]> = {
    digit: [...text.matchAll(/\p{Nd}+/gu)].map(changeDigit),
    scale: words.scales
      .flatMap((scale) => [
        ...text.matchAll(new RegExp(`(?<=\\p{Nd})[\\u00a0 ]?(?:${scale})${words.border}(?!\\p{Nd}|${shared})`, 'gu')),
      ])
      .map((match) => toEdit(match, '')),
    currency: swapEach(
      text,
      words.currencies,
      (word, border) => `${border === '' ? '' : '(?<!\\p{L})'}${word}${border}`,
      words.border,
    ),
    decimal: [...text.matchAll(new RegExp(`(\\p{Nd}+)[${words.decimal}](\\p{Nd}{1,2})(?!\\p{Nd})`, 'gu'))].map(moveDecimal),
    month: shiftMonths(text, words),
    year: [
      ...text.matchAll(
        /(?<![\p{Nd}.,٬ ])(?:20[23]|25[67]|٢٠٢)\p{Nd}(?![\p{Nd}.,٬])|(?<=[^\p{Nd}] )(?:20[23]|25[67])\p{Nd}(?![\p{Nd}.,])(?! \p{Nd}{3})/gu,
      ),
    ].map(changeDigit),
    ticker: [...text.matchAll(/[:：]\s?([A-Z]{4}|\d{4,6})(?=[)）])/gu)].map(changeSymbol),
    ...planOthers(text, others, words.border),
    name: names.map((name) => ({ start: target.indexOf(name), end: target.indexOf(name) + name.length, put: misspell(name) })),
  }
  const kinds = Object.keys(edits).filter((kind): kind is FaultKind => kind in edits)
  return kinds.flatMap((kind) =>
    edits[kind].map(({ start, end, put }) => ({ kind, text: target.slice(0, start) + put + target.slice(end) })),
  )
}

type OtherKind = 'half-day' | 'zone' | 'period' | 'turn' | 'range'

function planOthers(
  text: string,
  { dayHalves = ['', ''], zones, periods, turns, ranges }: WordFaults,
  border: string,
): Record<OtherKind, Edit[]> {
  const swap = (list: readonly string[]) => {
    const here = list.filter((word) => word !== '')
    const before = border === '' ? '' : '(?<!\\p{L})'
    return here.length === 0 ? [] : swapEach(text, here, (word) => `${/\p{L}/u.test(here[0] ?? '') ? before : ''}${word}`, '')
  }
  return {
    'half-day': swap(dayHalves),
    zone: swap(zones),
    period: periods.flatMap(swap),
    // A sign only where a number follows, a word only where one is near.
    turn: turns.flatMap(swap).filter(({ start, end }) => isBesideNumber(text, start, end)),
    range: ranges.flatMap((between) =>
      [
        ...text.matchAll(
          new RegExp(`(?<=\\p{Nd}[^\\p{Nd},.;，。、]{0,3})${between}[^\\p{Nd}\\s]{0,3}\\p{Nd}+(?=[^\\p{Nd}])`, 'gu'),
        ),
      ].map((match) => toEdit(match, '')),
    ),
  }
}

function isBesideNumber(text: string, start: number, end: number): boolean {
  if (/^[−+▲-]$/u.test(text.slice(start, end))) return /^\p{Nd}/u.test(text.slice(end))
  return /\p{Nd}[^,.;，。、]{0,12}$/u.test(text.slice(0, start)) || /^[^,.;，。、]{0,24}\p{Nd}/u.test(text.slice(end))
}

function toEdit({ index, 0: found }: RegExpExecArray, put: string): Edit {
  return { start: index, end: index + found.length, put }
}

/** Another last digit, in the same script; which one depends on the place alone. */
function changeDigit(match: RegExpExecArray): Edit {
  const digits = match[0]
  const last = digits.codePointAt(digits.length - 1) ?? 0
  const zero = last >= 0x660 && last <= 0x669 ? 0x660 : 0x30
  const other = zero + ((last - zero + 1 + (match.index % 9)) % 10)
  return toEdit(match, digits.slice(0, -1) + String.fromCodePoint(other))
}

/** 12.4 becomes 1.24, and 1.5 becomes 15. */
function moveDecimal(match: RegExpExecArray): Edit {
  const [found, whole = '', fraction = ''] = match
  const mark = found.charAt(whole.length)
  return toEdit(match, whole.length > 1 ? whole.slice(0, -1) + mark + whole.slice(-1) + fraction : whole + fraction)
}

function changeSymbol(match: RegExpExecArray): Edit {
  const put = match[0].replace(/.$/, (last) => (/\d/.test(last) ? String((Number(last) + 3) % 10) : last === 'X' ? 'Y' : 'X'))
  return toEdit(match, put)
}

function misspell(name: string): string {
  const middle = name.length >> 1
  return name.slice(0, middle) + name.slice(middle + 1)
}

type Words = (typeof languages)[string]

/** Each word of a list becomes the next one. */
function swapEach(
  text: string,
  words: readonly string[],
  toPattern: (word: string, border: string) => string,
  border: string,
): Edit[] {
  const longestFirst = words.toSorted((a, b) => b.length - a.length).map((word) => word.replace(/[$+.]/g, '\\$&'))
  const pattern = new RegExp(toPattern(`(?:${longestFirst.join('|')})`, border), 'gu')
  return [...text.matchAll(pattern)].map((match) => toEdit(match, words[(words.indexOf(match[0]) + 1) % words.length] ?? ''))
}

function shiftMonths(text: string, { months, numbered, border }: Words): Edit[] {
  const named = months.flatMap((list) => swapEach(text, list, (word, end) => `(?<!\\p{L})${word}${end}`, border))
  const numbers = numbered === undefined ? [] : [...text.matchAll(new RegExp(numbered, 'gu'))]
  return [...named, ...numbers.map((match) => toEdit(match, String((Number(match[0]) % 12) + 1)))]
}
