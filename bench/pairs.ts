import { machineMs } from './clock.ts'

/** One measured run of a side: a rate or milliseconds, whichever all sides of a bench give. */
export type Side = () => Promise<number>

/** What the runs of a bench said: for each side one figure per round, in the order of the rounds. */
export type Rounds<Name extends string> = Record<Name, number[]>

type Options = {
  /** how many rounds at most; five by default */
  rounds?: number
  /** after so long no further round is begun, but for the second: a median of one says nothing */
  withinMs?: number
}

/**
 * Runs the sides of a bench in turns, so that what else the machine does falls on all of them. Every other round goes through
 * them backwards: none is always the first.
 */
export async function runPairs<Name extends string>(
  sides: Record<Name, Side>,
  say: (line: string) => void,
  { rounds = 5, withinMs = 38_000 }: Options = {},
): Promise<Rounds<Name>> {
  const names = Object.keys(sides).filter((name): name is Name => name in sides)
  const figures = new Map<Name, number[]>(names.map((name) => [name, []]))
  const began = machineMs()
  for (let round = 0; round < rounds; round++) {
    const each = machineMs()
    for (const name of round % 2 === 0 ? names : names.toReversed()) figures.get(name)?.push(await sides[name]())
    say(`round ${round + 1}: ${names.map((name) => `${name} ${written(figures.get(name)?.at(-1) ?? 0)}`).join(', ')}`)
    const next = machineMs() + (machineMs() - each)
    if (round > 0 && next - began > withinMs) break
  }
  const results: Partial<Rounds<Name>> = {}
  for (const name of names) results[name] = figures.get(name) ?? []
  return complete(names, results)
}

function complete<Name extends string>(names: Name[], results: Partial<Rounds<Name>>): Rounds<Name> {
  const isComplete = (value: Partial<Rounds<Name>>): value is Rounds<Name> => names.every((name) => value[name] !== undefined)
  if (!isComplete(results)) throw new Error('a side of the bench gave no figure')
  return results
}

/** A ratio over the rounds, pair by pair: the median, and the worst beside it. */
export type Ratio = { median: number; worst: number }

/**
 * Our figures over theirs, round by round.
 *
 * @param better `more` where a greater ratio is the better one (rates), `less` where a smaller one is (times)
 */
export function ratioOf(ours: readonly number[], theirs: readonly number[], better: 'more' | 'less' = 'more'): Ratio {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? Number.NaN))
  const worst = better === 'more' ? Math.min(...ratios) : Math.max(...ratios)
  return { median: round(median(ratios)), worst: round(worst) }
}

/**
 * How large a sample is to be, so that a run takes so many seconds: told from one that took its time.
 *
 * @param step what it is a multiple of
 * @param least below which what does not grow with the size would be measured
 * @param most the size that the table in docs/performance.md names
 */
export function sampleFor(
  { count, seconds }: { count: number; seconds: number },
  { wantedSeconds, step, least, most }: { wantedSeconds: number; step: number; least: number; most: number },
): number {
  const wanted = Math.round(((count / seconds) * wantedSeconds) / step) * step
  return Math.min(most, Math.max(least, wanted))
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2
}

/** The value that a share of all does not exceed: `percentile(values, 0.99)`. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Two decimals, as figures are reported. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** A goal and whether it was reached: what `missed` is made of. */
export function findMissed(goals: Record<string, boolean>): string[] {
  return Object.entries(goals).flatMap(([goal, reached]) => (reached ? [] : [goal]))
}

function written(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(round(value))
}
