import { agreeOnCurrency } from './currencies.ts'
import type { Figure, FigureKind } from './figure.ts'

/** A figure of one edition that the other lacks; `different` has one of each, likely meant to be the same. */
export type Mismatch = { kind: FigureKind; what: 'missing' | 'extra' | 'different'; source?: Figure; target?: Figure }

/**
 * What the figures of two editions disagree on. How often a value stands in a text counts for nothing, only whether it stands
 * there at all. Weak figures need no counterpart, and a year or a month alone may be left out of a translation; nothing is rounded.
 *
 * @returns in the order of the source, what only the target has at the end
 */
export function compareFigures(source: readonly Figure[], target: readonly Figure[]): Mismatch[] {
  const missing = source.filter((figure) => !figure.weak && !isAnswered(figure, target))
  const extra = target.filter((figure) => !figure.weak && !isAnswered(figure, source))
  const pairs = pairUp(missing, extra, { source, target })
  const different = new Map(pairs.map(({ source, target }) => [source, target]))
  const paired = new Set(different.values())
  return [
    ...missing.flatMap((figure): Mismatch[] => {
      const other = different.get(figure)
      if (other) return [{ kind: figure.kind, what: 'different', source: figure, target: other }]
      return isLoose(figure) ? [] : [{ kind: figure.kind, what: 'missing', source: figure }]
    }),
    ...extra
      .filter((figure) => !paired.has(figure) && figure.kind !== 'period')
      .map((figure): Mismatch => ({ kind: figure.kind, what: 'extra', target: figure })),
  ]
}

function isAnswered(figure: Figure, others: readonly Figure[]): boolean {
  return others.some((other) =>
    figure.kind === 'date' && other.kind === 'date' ? coversDate(figure, other) : isSame(figure, other),
  )
}

/** A number may be money or a year on the other side, where its unit stands elsewhere in the sentence. */
function isSame(figure: Figure, other: Figure): boolean {
  if (isOpposed(figure, other)) return false
  if (figure.kind === 'time' && other.kind === 'time') return isSameTime(figure, other)
  const isKin = figure.kind === other.kind || figure.kind === 'number' || other.kind === 'number'
  if (figure.kind === 'number' && (other.kind === 'time' || other.kind === 'period')) return isBareOf(figure, other)
  if (figure.kind === 'time' && other.kind === 'number') return isBareOf(other, figure)
  if (figure.kind === 'period' && other.kind === 'number') return false
  // Some languages tell the day alone where others repeat the month.
  if (figure.kind === 'number' && other.kind === 'date' && figure.value.padStart(2, '0') === partsOf(other.value).day) return true
  return (
    isKin && agreeOnCurrency(figure.currency, other.currency) && valuesOf(figure).some((value) => valuesOf(other).includes(value))
  )
}

/** Whether one is told to be a fall and the other a rise. */
function isOpposed({ sign }: Figure, { sign: other }: Figure): boolean {
  return sign !== undefined && other !== undefined && sign !== other
}

/** Times in two zones agree where they are the same moment; in one, or where only one side names it, where the clock shows the same. */
function isSameTime(figure: Figure, other: Figure): boolean {
  const { zone: ours } = figure
  const { zone: theirs } = other
  if (!ours || !theirs) return valuesOf(figure).some((value) => valuesOf(other).includes(value))
  const [one, two] = [momentsOf(figure, ours), momentsOf(other, theirs)]
  return one.some((moment) => two.includes(moment))
}

/** Minutes of the day in UTC. */
function momentsOf(figure: Figure, zone: readonly number[]): number[] {
  return valuesOf(figure).flatMap((value) => {
    const [hours = 0, minutes = 0] = value.split(':').map(Number)
    return zone.map((offset) => (((hours * 60 + minutes - offset) % 1440) + 1440) % 1440)
  })
}

/** What one language writes as an hour or a quarter is a mere number in another: 15 and 3 of 15:00, 3 of Q3. */
function isBareOf({ value: number }: Figure, figure: Figure): boolean {
  return valuesOf(figure).some((value) => {
    const [, hour] = /^(\d\d):00$/.exec(value) ?? []
    return hour === undefined ? value === `Q${number}` || value === `H${number}` : [0, 12].includes(Number(hour) - Number(number))
  })
}

/** Whether the other date says all that this one does; the year of a day or a month may be understood. */
function coversDate(figure: Figure, other: Figure): boolean {
  return valuesOf(figure).some((value) => valuesOf(other).some((theirs) => coversParts(partsOf(value), partsOf(theirs))))
}

type Parts = { year: string | undefined; month: string | undefined; day: string | undefined }

function coversParts(one: Parts, other: Parts): boolean {
  const yearAgrees = one.year === other.year || (one.month !== undefined && (one.year === undefined || other.year === undefined))
  return yearAgrees && (one.month === undefined || one.month === other.month) && (one.day === undefined || one.day === other.day)
}

function partsOf(date: string): Parts {
  const [, year, month, day] = /^(\d+|-)(?:-(\d\d))?(?:-(\d\d))?$/.exec(date) ?? []
  return { year: year === '-' ? undefined : year, month, day }
}

/** A year, a month or a quarter alone, which the other language may say in another way: `last year`, `июньский`, `first six months`. */
function isLoose({ kind, value }: Figure): boolean {
  return kind === 'period' || (kind === 'date' && /^(\d+|--\d\d)$/.test(value))
}

function valuesOf({ value, alternatives = [] }: Figure): string[] {
  return [value, ...alternatives]
}

type Pair = { source: Figure; target: Figure; distance: number }

/** Of all pairs the likeliest first: alike in kind and digits, and at about the same place in the text. */
function pairUp(missing: Figure[], extra: Figure[], all: { source: readonly Figure[]; target: readonly Figure[] }): Pair[] {
  const placeOf = (figure: Figure, among: readonly Figure[]) => among.indexOf(figure) / Math.max(1, among.length - 1)
  const pairs = missing.flatMap((source) =>
    extra.flatMap((target): Pair[] => {
      if (source.kind !== target.kind && source.kind !== 'number' && target.kind !== 'number') return []
      const kind = source.kind === target.kind ? 0 : 1
      const place = Math.abs(placeOf(source, all.source) - placeOf(target, all.target))
      return [{ source, target, distance: kind + 2 * place + unlikeness(source, target) }]
    }),
  )
  const taken = new Set<Figure>()
  return pairs
    .sort((a, b) => a.distance - b.distance)
    .filter(({ source, target }) => {
      if (taken.has(source) || taken.has(target)) return false
      taken.add(source).add(target)
      return true
    })
}

/** From 0 for the same digits, whatever the scale, to 1 for none in common. */
function unlikeness({ value: left }: Figure, { value: right }: Figure): number {
  const [ours, theirs] = [left, right].map((value) => value.replace('.', '').replace(/^0+|0+$/g, ''))
  const [one = '', other = ''] = [ours, theirs]
  const same = [...one].filter((digit, n) => digit === other[n]).length
  return 1 - same / Math.max(1, one.length, other.length)
}
