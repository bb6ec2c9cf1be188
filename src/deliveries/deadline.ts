/** Attempts that begin within so long end together: a timer, and what it costs to forget it, for each of thousands a second is too much. */
const togetherMs = 25

type Shared = { signal: AbortSignal; untilMs: number }

const shared = new Map<number, Shared>()

/**
 * A signal that is aborted when an attempt that begins now must end: after `deadlineMs`, or up to 25 ms sooner. By the clock of
 * timers, whatever the service takes for the time.
 */
export function deadlineSignal(deadlineMs: number): AbortSignal {
  const nowMs = performance.now()
  const known = shared.get(deadlineMs)
  if (known && nowMs <= known.untilMs && !known.signal.aborted) return known.signal
  const signal = AbortSignal.timeout(deadlineMs)
  shared.set(deadlineMs, { signal, untilMs: nowMs + togetherMs })
  return signal
}
