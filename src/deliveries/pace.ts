import type { Clock } from '../clock.ts'
import type { Claim } from './claim.ts'

/** Keeps each endpoint's pace within this process; several workers each keep it for themselves. */
export type Pacer = {
  /**
   * Takes a place now, if there is one.
   *
   * @returns 0 when the delivery may go, else milliseconds until it may
   */
  take(claim: Pick<Claim, 'endpointId' | 'pacePerMinute'>): number
}

const windowMs = 60_000

// Shared by all batches of the process: an endpoint's pace does not start anew with each.
const places = new Map<string, number[]>()

/**
 * A sliding window per endpoint: never more than its pace in any minute.
 *
 * @param test whether these are deliveries of a test: they keep the same pace, and take no place from those that leave
 */
export function openPacer({ clock }: { clock: Clock }, { test }: { test: boolean }): Pacer {
  return {
    take: ({ endpointId, pacePerMinute }) => {
      if (pacePerMinute === null) return 0
      const now = clock.monotonicMs()
      const window = test ? `test ${endpointId}` : endpointId
      const recent = (places.get(window) ?? []).filter((at) => now - at < windowMs)
      const [oldest] = recent.slice(-pacePerMinute)
      places.set(window, recent)
      if (oldest !== undefined && recent.length >= pacePerMinute) return windowMs - (now - oldest) + 1
      recent.push(now)
      return 0
    },
  }
}
