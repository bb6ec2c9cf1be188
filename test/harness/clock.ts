import type { Clock } from '../../src/clock.ts'

/**
 * A clock that a test moves by hand. To `set` it to a later instant is to let the time pass until then; to an earlier one, to start
 * anew there. `step` moves the wall clock alone, as somebody who sets it does.
 */
export type HandClock = Clock & { set(instant: string | Date): void; advance(ms: number): void; step(ms: number): void }

export function handClock(start: string | Date): HandClock {
  let at = new Date(start).getTime()
  let monotonic = 0
  return {
    now: () => new Date(at),
    monotonicMs: () => monotonic,
    set: (instant) => {
      const next = new Date(instant).getTime()
      monotonic += next - at
      at = next
    },
    step: (ms) => {
      at += ms
    },
    advance: (ms) => {
      at += ms
      monotonic += ms
    },
  }
}
