import type { Clock } from '../../src/clock.ts'

/** A clock that a test moves by hand. */
export type HandClock = Clock & { set(instant: string | Date): void; advance(ms: number): void }

export function handClock(start: string | Date): HandClock {
  let at = new Date(start).getTime()
  let monotonic = 0
  return {
    now: () => new Date(at),
    monotonicMs: () => monotonic,
    set: (instant) => {
      at = new Date(instant).getTime()
    },
    advance: (ms) => {
      at += ms
      monotonic += ms
    },
  }
}
