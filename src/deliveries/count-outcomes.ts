import { attemptEnded, deliveriesMoved, handedOver } from '../metrics/observe.ts'
import type { Attempted } from './attempted.ts'
import type { Recorded } from './recorded.ts'

/** Counts for Prometheus what a bundle of attempts came to, once it is committed. All are of one publication; tests count nowhere. */
export function countOutcomes(attempted: readonly Attempted[], recorded: readonly Recorded[]): void {
  if (attempted[0]?.claim.test) return
  deliveriesMoved(recorded)
  for (const { claim, outcome, startedAt, endedAt } of attempted) {
    const { channel, attempt, hourAt } = claim
    attemptEnded({ channel, outcome: outcome.kind }, Math.max(0, endedAt.getTime() - startedAt.getTime()))
    if (outcome.kind !== 'delivered' || outcome.available) continue
    handedOver({ channel, attempt: attempt === 1 ? 'first' : 'later' }, endedAt.getTime() - hourAt.getTime())
  }
}
