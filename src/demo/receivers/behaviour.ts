/**
 * How a receiver treats what comes for an address.
 *
 * - `accept`: takes it
 * - `refuse`: refuses it for good
 * - `defer`: refuses it for now, each time
 * - `fail-once`: refuses each delivery the first time, takes it the second
 * - `stall`: says nothing until the sender hangs up
 */
export type Behaviour = 'accept' | 'refuse' | 'defer' | 'fail-once' | 'stall'

/**
 * Whether a delivery is to be refused for now.
 *
 * @param failed the deliveries that `fail-once` has refused by now; grows
 */
export function refusesNow(behaviour: Behaviour, deliveryId: string, failed: Set<string>): boolean {
  if (behaviour === 'defer') return true
  if (behaviour !== 'fail-once' || failed.has(deliveryId)) return false
  failed.add(deliveryId)
  return true
}
