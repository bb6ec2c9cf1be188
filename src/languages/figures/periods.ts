import { foldText } from './fold.ts'
import type { Found } from './found.ts'
import type { Notation } from './notation.ts'

/** A quarter or half of a year as it was found, with the year that is written into it (`3Q26`). */
export type Period = Found & { kind: 'period' | 'date' }

/**
 * The quarters and halves of years of a folded text, `Q3` and `H1`, and fiscal years in short (`FY26`). A year that stands beside one
 * in four digits is a figure of its own.
 */
export function readPeriods(plain: string, forms: readonly RegExp[]): Period[] {
  const taken: Period[] = []
  const covered = new Uint8Array(plain.length)
  for (const form of forms) {
    for (const match of plain.matchAll(form)) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (covered.subarray(start, end).includes(1)) continue
      const periods = toPeriods(match)
      if (periods.length > 0) covered.fill(1, start, end)
      taken.push(...periods)
    }
  }
  return taken
}

// H2 alone is hydrogen.
const shared = [
  "(?<![A-Za-z\\d])Q(?<quarter>[1-4])(?:[ /-]?FY ?['’]?(?:20)?(?<year>\\d{2})|[ /-]?['’](?<year>\\d{2}))?(?![\\p{L}\\d])",
  "(?<![A-Za-z\\d.,])(?<quarter>[1-4])Q(?: ?FY ?['’]?(?:20)?(?<year>\\d{2})|['’/-]?(?<year>\\d{2}))?(?![\\p{L}\\d])",
  '(?<![A-Za-z\\d.,])(?<quarter>[1-4])T(?<year>\\d{2})(?![\\p{L}\\d])',
  "(?<![A-Za-z\\d])H(?<side>[12])(?:[ /-]?FY ?['’]?(?:20)?(?<year>\\d{2})|[ /-]?['’](?<year>\\d{2})|(?=[ /-](?:19|20)\\d\\d))(?![\\p{L}\\d])",
  "(?<![A-Za-z\\d.,])(?<side>[12])[HS](?:['’]?(?<year>\\d{2})|(?=[ /-]?(?:19|20)\\d\\d))(?![\\p{L}\\d]{3})(?!\\p{L})",
  "(?<![A-Za-z])FY ?['’]?(?<fiscal>(?:20)?\\d{2})(?:[/-](?<until>\\d{4}|\\d{2}))?(?!\\d)",
]

/** Makes the quarters and halves of a notation ready for finding. */
export function toPeriodForms({ periods = [], quarters = [], halves = [], borders }: Notation): RegExp[] {
  const [before, after] = borders === 'both' ? ['(?<![\\p{L}\\p{M}\\d])', '(?![\\p{M}])'] : ['(?<!\\d)', '']
  const numbered = (name: string, words: readonly string[], signs: string) =>
    `(?:(?<${name}>${signs})|${words.map((word, n) => `(?<${name}${n + 1}>${foldText(word).plain})`).join('|') || '(?!)'})`
  const own = periods.map((template) => {
    const pattern = foldText(template)
      .plain.replaceAll('<q>', numbered('quarter', quarters, '[1-4]|IV|I{1,3}'))
      .replaceAll('<s>', numbered('side', halves, '[12]|I{1,2}'))
      .replaceAll('_', '[ \\u00a0\\u2009\\u202f]*')
      .replace(/ (?=[^[\]]*(?:\[|$))/g, '[ \\u00a0\\u2009\\u202f]')
    return new RegExp(before + pattern + after, 'giu')
  })
  return [...own, ...shared.map((pattern) => new RegExp(pattern, 'gu'))]
}

type Groups = Readonly<Record<string, string | undefined>>

function toPeriods(match: RegExpExecArray): Period[] {
  const groups = match.groups ?? {}
  const place = { start: match.index, end: match.index + match[0].length, weak: groups.maybe !== undefined }
  const { fiscal, until, year, months } = groups
  if (fiscal !== undefined) {
    const values = [fiscal, ...(until === undefined ? [] : [until])].map((one) => `20${one.slice(-2)}`)
    return [{ ...place, kind: 'date', values }]
  }
  const values = months === undefined ? [toValue(groups)] : quartersOf(months)
  const own = values.filter((value) => value !== undefined)
  const ofYear: Period[] = year === undefined ? [] : [{ ...place, kind: 'date', values: [`20${year}`] }]
  return own.length === 0 ? [] : [{ ...place, weak: place.weak || months !== undefined, kind: 'period', values: own }, ...ofYear]
}

const roman: Readonly<Record<string, string>> = { I: '1', II: '2', III: '3', IV: '4' }

function toValue(groups: Groups): string | undefined {
  for (const [name, letter] of [
    ['quarter', 'Q'],
    ['side', 'H'],
  ] as const) {
    const sign = groups[name]
    const number = sign === undefined ? ['1', '2', '3', '4'].find((n) => groups[name + n] !== undefined) : sign
    if (number !== undefined) return letter + (roman[number.toUpperCase()] ?? number)
  }
  return undefined
}

/** The quarters that three months can be: those of the calendar, and those of a year that begins in April. */
function quartersOf(months: string): string[] {
  const quarter = { '1': [1, 4], '4': [2, 1], '7': [3, 2] }[months.charAt(0) + (/^1\D*0|^10/.test(months) ? '0' : '')] ?? [4, 3]
  return quarter.map((n) => `Q${n}`)
}
