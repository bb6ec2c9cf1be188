import type { DateForm } from './date-forms.ts'
import type { Found } from './found.ts'
import type { Lexicon } from './lexicon.ts'
import type { Notation } from './notation.ts'

/** The dates of a folded text; of two that overlap, the one in the longer form. */
export function readDates(plain: string, { dateForms, notation }: Lexicon): Found[] {
  const taken: Found[] = []
  for (const form of dateForms) {
    const found = [...plain.matchAll(form.pattern)].flatMap((match) => toDates(match, form, notation))
    taken.push(...found.filter(({ start, end }) => !taken.some((other) => start < other.end && end > other.start)))
  }
  const inOrder = taken.sort((a, b) => a.start - b.start)
  return shareYears(plain, inOrder).map((date) => ({
    ...date,
    weak: (notation.doubtfulMonths ?? []).includes(plain.slice(date.start, date.end).toLowerCase()),
  }))
}

/** One date, or the two ends of a range; none where a month or a day is in no calendar. */
function toDates(match: RegExpExecArray, { months, ambiguous }: DateForm, notation: Notation): Found[] {
  const groups = match.groups ?? {}
  if (groups.name !== undefined && !isNamed(match[0], groups.name, notation.language)) return []
  const month = groups.name === undefined ? groups.month : String(months.get(groups.name.toLowerCase()) ?? 0)
  const year = groups.era === undefined ? yearOf(groups.year, notation.language) : eraYearOf(groups, notation)
  const days = [dayOf(groups), ...(groups.until === undefined ? [] : [groups.until])]
  return days.flatMap((day) => {
    const straight = toDate({ year, month, day })
    const swapped = ambiguous ? toDate({ year, month: day, day: month }) : undefined
    const values = [straight, swapped].filter((value) => value !== undefined)
    const place = { start: match.index, end: match.index + match[0].length }
    return values.length === 0 ? [] : [{ ...place, values, weak: false }]
  })
}

type Groups = Readonly<Record<string, string | undefined>>

function dayOf({ day, first, han }: Groups): string | undefined {
  if (first !== undefined) return '1'
  if (han === undefined) return day
  const [tens = '', units = ''] = han.includes('十') ? han.split('十') : ['零', han]
  const digit = (numeral: string) => '零一二三四五六七八九'.indexOf(numeral)
  return String((tens === '' ? 1 : digit(tens)) * 10 + (units === '' ? 0 : digit(units)))
}

type Parts = { year: string | undefined; month: string | undefined; day: string | undefined }

/** @returns undefined for what is in no calendar, such as the 13th month */
function toDate({ year, month, day }: Parts): string | undefined {
  if (month === undefined) return year
  if (Number(month) < 1 || Number(month) > 12) return undefined
  if (day !== undefined && (Number(day) < 1 || Number(day) > 31)) return undefined
  return [year ?? '-', month.padStart(2, '0'), ...(day === undefined ? [] : [day.padStart(2, '0')])].join('-')
}

function yearOf(text: string | undefined, language: string): string | undefined {
  if (text === undefined) return undefined
  const isThai = language === 'th'
  if (text.length === 2) return String(Number(text) + (isThai ? 2500 - 543 : 2000))
  return String(isBuddhist(Number(text), language) ? Number(text) - 543 : Number(text))
}

/** Whether a year is told in the Buddhist calendar: only Thai does, and no release speaks of 2400 AD. */
export function isBuddhist(year: number, language: string): boolean {
  return language === 'th' && year >= 2400 && year < 2700
}

function eraYearOf({ era = '', eraYear }: Groups, { eras = {} }: Notation): string {
  // The first year of an era has a name of its own.
  return String((eras[era] ?? 0) + (eraYear === '元' ? 1 : Number(eraYear)))
}

/** A month that stands alone is one only as the language writes months: `march` is a verb. */
function isNamed(text: string, name: string, language: string): boolean {
  if (/\d/.test(text) || !['en', 'de', 'id', 'ms'].includes(language)) return true
  return name.charAt(0) !== name.charAt(0).toLowerCase()
}

/** From May 4 to June 18, 2026: the first day is of that year as well, or of the year before where its month comes later. */
function shareYears(plain: string, dates: readonly Found[]): Found[] {
  return dates.map((date, n) => {
    const [before, after] = [dates[n - 1], dates[n + 1]]
    const value = date.values[0] ?? ''
    if (!/^--\d\d-\d\d$/.test(value)) return date
    if (after && isNear(plain, date, after)) return withYear(date, after.values[0] ?? '', 'before')
    return before && isNear(plain, before, date) ? withYear(date, before.values[0] ?? '', 'after') : date
  })
}

function isNear(plain: string, first: Found, second: Found): boolean {
  return /^[^.;。\d]{0,12}$/.test(plain.slice(first.end, second.start))
}

function withYear(date: Found, other: string, side: 'before' | 'after'): Found {
  const [, year, rest = ''] = /^(\d{4})-(\d\d-\d\d)$/.exec(other) ?? []
  if (year === undefined) return date
  const own = (date.values[0] ?? '').slice(2)
  const isInOrder = side === 'before' ? own <= rest : own >= rest
  const shift = isInOrder ? 0 : side === 'before' ? -1 : 1
  return { ...date, values: [`${Number(year) + shift}-${own}`] }
}
