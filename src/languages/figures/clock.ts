import { foldText } from './fold.ts'
import type { Found } from './found.ts'
import type { DayHalf, Notation } from './notation.ts'
import { toZoneForms, type ZoneForm, zoneAt } from './zones.ts'

/** A time of day as it was found; `zone`: minutes east of UTC that its time zone may have, undefined where none is told. */
export type ClockTime = Found & { zone?: readonly number[] }

/** The times of day of a language, made ready for finding. */
export type Clock = {
  forms: readonly RegExp[]
  halves: readonly (readonly [RegExp, DayHalf])[]
  hours: ReadonlyMap<string, number>
  /** an hour that shares what follows the next one: the 9 of 9–11 a.m. */
  from: RegExp
  zones: readonly ZoneForm[]
}

/**
 * The times of day of a folded text. One that does not say which half of the day it is in gives both readings; one that could as well
 * be a span or a ratio is weak.
 *
 * @param whole the text before anything was blanked out of it: zones are looked for there
 */
export function readClock(plain: string, whole: string, clock: Clock): ClockTime[] {
  let taken: ClockTime[] = []
  const covered = new Uint8Array(plain.length)
  for (const form of clock.forms) {
    for (const match of plain.matchAll(form)) {
      if (covered.subarray(match.index, match.index + match[0].length).includes(1)) continue
      const times = toTimes(match, { plain, whole, clock })
      // The 8:40 of 8:40–9:15 GMT was found before its zone was.
      const [first, second] = times
      if (first && second) taken = taken.filter((other) => first.start >= other.end || first.end <= other.start)
      for (const { start, end } of times) covered.fill(1, start, end)
      taken.push(...times)
    }
  }
  return taken
}

/** Makes the times of a notation ready for finding; the forms that say most come first. */
export function toClock(notation: Notation): Clock {
  const hours = hoursOf(notation)
  const halves = Object.entries(notation.dayHalves ?? {})
  const build = (template: string) => toForm(template, { notation, hours, halves: halves.map(([fragment]) => fragment) })
  const colon = '(?<![\\d:.])(?<hour>[01]?\\d|2[0-4]):(?<minute>[0-5]\\d)(?::\\d{2})?(?![\\d:])(?<maybe>)'
  const ranges = notation.ranges.map((fragment) => foldText(fragment).plain)
  return {
    forms: [...(notation.clock ?? []).map(build), new RegExp(colon, 'giu')],
    halves: halves.map(([fragment, half]) => [new RegExp(`^(?:${foldText(fragment).plain})$`, 'iu'), half] as const),
    hours,
    from: new RegExp(`(?<![\\d.,:])(\\d{1,2})(?:[.:]([0-5]\\d))?${space}?(?:${['[-–—~]', ...ranges].join('|')})${space}?$`, 'iu'),
    zones: toZoneForms(notation),
  }
}

const space = '[ \\u00a0\\u2009\\u202f]'

/** Only where a notation names hours: everywhere else newsrooms write them in digits. */
function hoursOf({ words, hours }: Notation): Map<string, number> {
  if (hours === undefined) return new Map()
  const written = [...Object.entries(words).filter(([, hour]) => Number.isInteger(hour) && hour <= 12), ...Object.entries(hours)]
  return new Map(written.map(([word, hour]) => [foldText(word).plain, hour]))
}

type Parts = { notation: Notation; hours: ReadonlyMap<string, number>; halves: readonly string[] }

function toForm(template: string, { notation, hours, halves }: Parts): RegExp {
  const words = [...hours.keys()].sort((a, b) => b.length - a.length).join('|')
  const before = notation.borders === 'none' ? '' : '(?<![\\p{L}\\p{M}])'
  const after = notation.borders === 'both' ? '(?![\\p{L}\\p{M}])' : ''
  const digits = '(?<![\\d.,:])(?<hour>\\d{1,2})(?!\\d)'
  const half = halves.map((fragment) => foldText(fragment).plain).join('|') || '(?!)'
  const pattern = foldText(template)
    .plain.replaceAll('<h>', words === '' ? digits : `(?:${digits}|${before}(?<word>${words})${after})`)
    .replaceAll('<n>', digits)
    .replaceAll('<i>', '(?<minute>[0-5]\\d)(?!\\d)')
    .replaceAll('<j>', '(?<minute>[0-5]?\\d)(?!\\d)')
    .replaceAll('<p>', `(?<half>${half})${after}`)
    .replaceAll('_', `${space}*`)
    // A space in a class stands for itself.
    .replace(/ (?=[^[\]]*(?:\[|$))/g, space)
  return new RegExp(pattern, 'giu')
}

type Place = { plain: string; whole: string; clock: Clock }
type Groups = Readonly<Record<string, string | undefined>>

function toTimes(match: RegExpExecArray, { plain, whole, clock }: Place): ClockTime[] {
  const groups = match.groups ?? {}
  const half = halfOf(groups, clock)
  const values = timesOf(
    { ...groups, hour: groups.hour ?? String(clock.hours.get(groups.word?.toLowerCase() ?? '') ?? '') },
    half,
  )
  if (values.length === 0) return []
  const [start, end] = [match.index, match.index + match[0].length]
  const zone = zoneAt(whole, { start, end }, clock.zones)
  const told = zone === undefined ? {} : { zone }
  const weak = groups.maybe !== undefined && zone === undefined
  const from = clock.from.exec(plain.slice(Math.max(0, start - 20), start))
  const [text = '', hour, minute] = from ?? []
  const early = from && !weak ? timesOf({ hour, minute }, undefined) : []
  const first = early.length === 0 ? [] : [{ start: start - text.length, end: start, values: early, weak, ...told }]
  return [...first, { start, end, values, weak, ...told }]
}

function halfOf({ half, am, pm }: Groups, { halves }: Clock): DayHalf | undefined {
  if (am !== undefined) return 'am'
  if (pm !== undefined) return 'pm'
  return half === undefined ? undefined : halves.find(([pattern]) => pattern.test(half))?.[1]
}

/** `09:00`; both readings where the half of the day is not told; none where there is no such hour. */
function timesOf({ hour, minute, thirty, fifteen, noon, midnight }: Groups, half: DayHalf | undefined): string[] {
  if (noon !== undefined) return ['12:00']
  if (midnight !== undefined) return ['00:00']
  const told = Number(hour ?? '')
  if (hour === undefined || hour === '' || told > 24) return []
  const minutes = thirty !== undefined ? '30' : fifteen !== undefined ? '15' : (minute ?? '0').padStart(2, '0')
  const both = told > 0 && told <= 12 && !hour.startsWith('0')
  const hours = half !== undefined ? [toHour(told, half)] : both ? [told, told + 12] : [told]
  return hours.map((one) => `${String(one % 24).padStart(2, '0')}:${minutes}`)
}

/** The hour of 24 that an hour of a half of the day is: 12 at night is 0, 8 at night is 20, 1 at night is 1. */
function toHour(hour: number, half: DayHalf): number {
  if (hour > 12) return hour
  if (half === 'am') return hour % 12
  if (half === 'pm') return (hour % 12) + 12
  if (half === 'evening') return hour + 18
  if (half === 'noon') return hour < 10 ? hour + 12 : hour
  return hour === 12 ? 24 : hour > 5 ? hour + 12 : hour
}
