import type { DeliveryView } from '../deliveries/delivery.ts'
import type { Receipt } from './check.ts'

/** What `--exit` prints as its last line. */
export type Verdict = {
  deliveries: number
  delivered: number
  /** what was tried in vain and will be tried again, or is being tried again */
  retrying: number
  failed: number
  /** what the receivers took, by channel */
  receivers: { email: number; webhook: number }
  /** ledger and receivers agree, id by id */
  consistent: boolean
  /** since the demo was started */
  seconds: number
}

/** @param seconds is rounded to tenths */
export function toVerdict(
  ledger: readonly DeliveryView[],
  receipts: readonly Receipt[],
  consistent: boolean,
  seconds: number,
): Verdict {
  const took = (channel: string) => receipts.filter((receipt) => receipt.channel === channel).length
  const count = (state: string) => ledger.filter((row) => stateOf(row) === state).length
  return {
    deliveries: ledger.length,
    delivered: count('delivered'),
    retrying: count('retrying'),
    failed: count('failed'),
    receivers: { email: took('email'), webhook: took('webhook') },
    consistent,
    seconds: Math.round(seconds * 10) / 10,
  }
}

/** A delivery's state for people: one that is on its second try or a later one is still `retrying`. */
export function stateOf({ state, attempts }: Pick<DeliveryView, 'state' | 'attempts'>): string {
  const again = (state === 'sending' && attempts > 1) || (state === 'pending' && attempts > 0)
  return again ? 'retrying' : state
}
