import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'

/** Why an address must not be written to. */
export const suppressionReasons = ['unsubscribe', 'hard-bounce', 'complaint', 'erasure', 'admin'] as const
/** One of suppressionReasons. */
export type SuppressionReason = (typeof suppressionReasons)[number]

type Address = {
  channel: string
  /** vault.hashAddress of the address */
  addressHash: Uint8Array<ArrayBuffer>
  reason: SuppressionReason
  /** the delivery that led to it */
  deliveryId?: string | undefined
  /** for the event log: why a person asked for it */
  note?: string | undefined
}

/**
 * Sees to it that an address is written to no more. One that is suppressed already stays so, with its first reason.
 *
 * @param principal who asked for it; undefined where Dateline itself did, or the reader
 * @returns the id of the suppression that stands now
 */
export async function suppress(
  { tx, clock }: { tx: Tx; clock: Clock },
  { channel, addressHash, reason, deliveryId, note }: Address,
  principal?: Principal,
): Promise<string> {
  // An update that changes nothing, so that the row of an earlier or simultaneous suppression is returned.
  const [row] = await tx.$queryRaw<{ id: string; created: boolean }[]>`
    INSERT INTO suppressions (channel, address_hash, reason, delivery_id, created_at)
    VALUES (${channel}, ${addressHash}, ${reason}, ${deliveryId ?? null}::uuid, ${clock.now()})
    ON CONFLICT (channel, address_hash, domain, account_id) WHERE lifted_at IS NULL DO UPDATE SET reason = suppressions.reason
    RETURNING new.id, old.id IS NULL AS created`
  if (!row) throw new Error('an upsert returns its row')
  if (row.created) {
    const data = deliveryId === undefined ? { channel, reason } : { channel, reason, deliveryId }
    const subject = { type: 'suppression', id: row.id }
    await recordEvent({ tx, clock }, principal, { kind: 'suppression.created', subject, reason: note, data })
  }
  return row.id
}
