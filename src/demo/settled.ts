import type { DeliveryView } from '../deliveries/delivery.ts'
import type { StatusView } from '../deliveries/status.ts'
import { stateOf } from './verdict.ts'

/**
 * Whether nothing more is to be waited for: every list is expanded, and unfinished are only the outlets that never answer,
 * each of them tried in vain once. They would be tried for 27 hours; the demo does not wait for that.
 *
 * @param readUnfinished reads what is `pending` or `sending`; asked only when few are left
 */
export async function isSettled(
  { targets, counts }: StatusView,
  stalled: number,
  readUnfinished: () => Promise<DeliveryView[]>,
): Promise<boolean> {
  if (targets.length === 0 || !targets.every(({ expanded }) => expanded)) return false
  const busy = counts.pending + counts.sending
  if (busy + counts.retrying > stalled) return false
  return busy === 0 || (await readUnfinished()).every((delivery) => stateOf(delivery) !== delivery.state)
}
