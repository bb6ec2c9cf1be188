import type { Clock } from '../clock.ts'

/**
 * The two clocks of a process, watched together. The wall clock may be set by anybody, an hour forward as well; the monotonic one
 * only counts what has passed. An hour has come when both say so.
 */
export type Clocks = {
  /** the earlier of what the two say, UTC */
  earlier(): Date
  /** by how much the wall clock is ahead (or, below zero, behind) of what the monotonic one makes of it, milliseconds */
  apartMs(): number
  /** whether they tell the same time: a step of the wall clock is not believed until somebody restarts the process, or sets it back */
  agree(): boolean
  /** Tells what the clock of Postgres showed between two moments of the monotonic one: where that is far off, nobody knows who is right. */
  compare(database: { at: Date; askedAtMs: number; answeredAtMs: number }): void
}

/** More than any adjustment that a time service makes without a step. */
const toleranceMs = 500
/** How far a machine and its Postgres may be apart: any time service keeps them within a fraction of it. */
const databaseToleranceMs = 2000
/** What is followed: clocks drift, and time services slew them by at most this much for each millisecond (adjtime: 500 ppm). */
const slew = 0.001

// One per clock, from when it is first asked: all of a process must believe the same.
const watches = new WeakMap<Clock, Clocks>()

/** The watch over a clock. */
export function watchClocks(clock: Clock): Clocks {
  const watch = watches.get(clock) ?? openWatch(clock)
  watches.set(clock, watch)
  return watch
}

function openWatch(clock: Clock): Clocks {
  // What the wall clock shows when the monotonic one shows 0.
  let baseMs = clock.now().getTime() - clock.monotonicMs()
  let lookedAtMs = clock.monotonicMs()
  let databaseApartMs = 0
  const look = () => {
    const monotonicMs = clock.monotonicMs()
    const wallMs = clock.now().getTime()
    const apartMs = wallMs - (baseMs + monotonicMs)
    if (Math.abs(apartMs) <= toleranceMs) {
      const most = (monotonicMs - lookedAtMs) * slew
      baseMs += Math.max(-most, Math.min(most, apartMs))
    }
    lookedAtMs = monotonicMs
    return { wallMs, countedMs: baseMs + monotonicMs, apartMs }
  }
  return {
    earlier: () => {
      const { wallMs, countedMs } = look()
      return new Date(Math.floor(Math.min(wallMs, countedMs)))
    },
    apartMs: () => {
      const { apartMs } = look()
      return Math.abs(apartMs) > databaseApartMs ? apartMs : databaseApartMs
    },
    agree: () => Math.abs(look().apartMs) <= toleranceMs && databaseApartMs <= databaseToleranceMs,
    compare: ({ at, askedAtMs, answeredAtMs }) => {
      const { wallMs, countedMs } = look()
      // When it was asked and answered, by the wall clock; what it showed lies between, or is that far outside.
      const [from, to] = [wallMs - (countedMs - baseMs - askedAtMs), wallMs - (countedMs - baseMs - answeredAtMs)]
      databaseApartMs = Math.max(0, from - at.getTime(), at.getTime() - to)
    },
  }
}
