import { foldText } from './fold.ts'
import type { Notation } from './notation.ts'

/** One way to write a date: its pattern has the groups `day`, `first` or `han`, `until`, `name`, `month`, `year`, `era` and `eraYear`. */
export type DateForm = {
  pattern: RegExp
  /** months by what they are called, in lower case */
  months: ReadonlyMap<string, number>
  /** whether day and month may be meant the other way round */
  ambiguous: boolean
}

/**
 * All ways to write a date that a notation knows, with those in mere digits as the region orders them.
 *
 * @param tag the language and region of the text
 */
export function toDateForms(notation: Notation, tag: string): DateForm[] {
  const months = namesOfMonths(notation, ['long', 'short'])
  const long = namesOfMonths(notation, ['long'])
  const build = (template: string, ambiguous = false) => ({
    pattern: toPattern(template, { notation, months, long }),
    months,
    ambiguous,
  })
  const dayFirst = !monthFirst(tag)
  const [first, second] = dayFirst ? ['(?<day>\\d{1,2})', '<n>'] : ['<n>', '(?<day>\\d{1,2})']
  const year = '(?<year>\\d{4}|\\d{2})(?![\\d%])'
  return [
    ...notation.dates.map((template) => build(template)),
    ...['-', '/', '\\.'].map((mark) => build(`<y>${mark}<n>${mark}(?<day>\\d{1,2})(?![\\d.])`)),
    ...['-', '/', '\\._'].map((mark) =>
      build(`(?<![\\d.,/-])${first}${mark}${second}${mark}${year}`, !dayFirst || notation.language === ''),
    ),
  ]
}

function monthFirst(tag: string): boolean {
  const parts = new Intl.DateTimeFormat(tag).formatToParts(0).map(({ type }) => type)
  return parts.indexOf('month') < parts.indexOf('day') && parts.indexOf('year') > parts.indexOf('day')
}

type Names = { notation: Notation; months: ReadonlyMap<string, number>; long: ReadonlyMap<string, number> }

function toPattern(template: string, { notation, months, long }: Names): RegExp {
  const mark = `(?:${foldText(notation.dayMark ?? '').plain})`
  const range = ['[-–—~/]', ...notation.ranges].map((fragment) => foldText(fragment).plain).join('|')
  const [before, after] = notation.borders === 'both' ? ['(?<![\\p{L}\\p{M}])', '(?![\\p{L}\\p{M}])'] : ['', '']
  const name = (names: ReadonlyMap<string, number>) => `${before}(?<name>${alternationOf(names)})${after}\\.?`
  const pattern = foldText(template)
    .plain.replaceAll(
      '<d>',
      `(?<![\\d.,])(?:(?<day>\\d{1,2})(?:${mark}?_(?:${range})_(?<until>\\d{1,2}))?${mark}|(?<first>${foldText(notation.firstDay ?? '(?!)').plain}))(?!\\d|[.,]\\d)`,
    )
    .replaceAll('<m>', name(months))
    .replaceAll('<M>', name(long))
    .replaceAll('<n>', '(?<!\\d)(?<month>\\d{1,2})(?!\\d)')
    .replaceAll('<h>', '(?<han>[一二三四五六七八九十]{1,3})')
    .replaceAll('<y>', '(?<!\\d)(?<year>\\d{4})(?!\\d)')
    .replaceAll('<e>', `(?<era>${alternationOf(new Map(Object.entries(notation.eras ?? {})))})_(?<eraYear>\\d{1,4}|元)`)
    .replaceAll(' ', '[ \\u00a0\\u2009\\u202f\\n]+')
    .replaceAll('_', '[ \\u00a0\\u2009\\u202f]*')
  return new RegExp(pattern, 'giu')
}

/** The names that Intl knows, and those of the notation; never those that are mere numbers, as in Chinese. */
function namesOfMonths(notation: Notation, widths: readonly ('long' | 'short')[]): Map<string, number> {
  const names = new Map<string, number>()
  const tags = [notation.language, ...(notation.monthTags ?? [])]
  for (const tag of tags) {
    for (const month of widths) {
      for (const day of [undefined, 'numeric'] as const) {
        const format = new Intl.DateTimeFormat(tag === '' ? 'en' : tag, {
          month,
          day,
          calendar: 'gregory',
          numberingSystem: 'latn',
          timeZone: 'UTC',
        })
        for (let n = 0; n < 12; n++) {
          const name = format.formatToParts(Date.UTC(2026, n, 15)).find(({ type }) => type === 'month')?.value ?? ''
          put(names, name, n + 1)
        }
      }
    }
  }
  for (const [name, n] of Object.entries(notation.months ?? {})) put(names, name, n)
  return names
}

function put(names: Map<string, number>, name: string, month: number): void {
  const key = foldText(name).plain.toLowerCase().replace(/\.$/, '')
  if (!/\d/.test(key) && key.length > 1) names.set(key, month)
}

function alternationOf(names: ReadonlyMap<string, number>): string {
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length)
  return longestFirst.length === 0 ? '(?!)' : longestFirst.map((name) => name.replaceAll('.', '\\.')).join('|')
}
