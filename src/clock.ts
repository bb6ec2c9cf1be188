/** The only thing that knows the time. Tests hand in one that they move by hand. */
export type Clock = {
  /** wall clock, UTC */
  now(): Date
  /** milliseconds that never go backwards; only differences mean anything */
  monotonicMs(): number
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
}
