/** A row of the ledger, and the address of the endpoint that it is for. */
export type LedgerEntry = { deliveryId: string; state: string; channel: string; address: string }

/** Something that a receiver took. */
export type Receipt = { deliveryId: string; channel: string; address: string }

/**
 * Where ledger and receivers disagree:
 *
 * - `not-received`: delivered, says the ledger, and nobody got it
 * - `received-twice`: came more than once
 * - `not-recorded`: came, and the ledger says that it is not delivered
 * - `wrong-receiver`: came by another channel or to another address
 * - `unknown-delivery`: came under an id that is not in the ledger
 */
export type Difference = {
  kind: 'not-received' | 'received-twice' | 'not-recorded' | 'wrong-receiver' | 'unknown-delivery'
  deliveryId: string
}

/**
 * Compares what the ledger says with what the receivers really got, id by id: every delivery in state `delivered` was
 * received exactly once, by the right receiver, and nothing else was received.
 *
 * @returns nothing when they agree
 */
export function compareLedger(ledger: readonly LedgerEntry[], receipts: readonly Receipt[]): Difference[] {
  const received = Map.groupBy(receipts, ({ deliveryId }) => deliveryId)
  const known = new Set(ledger.map(({ deliveryId }) => deliveryId))
  const strangers = [...received.keys()].filter((deliveryId) => !known.has(deliveryId))
  return [
    ...ledger.flatMap((entry) => compareEntry(entry, received.get(entry.deliveryId) ?? [])),
    ...strangers.map((deliveryId) => ({ kind: 'unknown-delivery' as const, deliveryId })),
  ]
}

function compareEntry({ deliveryId, state, channel, address }: LedgerEntry, receipts: Receipt[]): Difference[] {
  const differences: Difference['kind'][] = []
  if (state === 'delivered' && receipts.length === 0) differences.push('not-received')
  if (state !== 'delivered' && receipts.length > 0) differences.push('not-recorded')
  if (receipts.length > 1) differences.push('received-twice')
  if (receipts.some((receipt) => receipt.channel !== channel || receipt.address !== address)) differences.push('wrong-receiver')
  return differences.map((kind) => ({ kind, deliveryId }))
}
