import type { AppDeps } from '../deps.ts'
import { Problem } from '../problem.ts'
import { type HandOver, watchHolds } from './watch.ts'

/**
 * Refuses a hand-over that a hold stands in the way of. To be asked immediately before it.
 *
 * @throws wrong-state; unavailable where holds cannot be read
 */
export async function requireNotHeld(deps: Pick<AppDeps, 'db' | 'clock' | 'signals' | 'log'>, handOver: HandOver): Promise<void> {
  const watch = watchHolds(deps)
  await watch.look()
  const found = watch.find(handOver)
  if (found === undefined) return
  if (found === 'unknown') {
    const detail = 'Whether anything is held could not be read in time. Try again in a moment.'
    throw new Problem('unavailable', detail, { headers: { 'retry-after': '1' } })
  }
  throw new Problem('wrong-state', 'A hold stands on this wire, its account, this channel or this host: GET /v1/holds shows it.')
}
