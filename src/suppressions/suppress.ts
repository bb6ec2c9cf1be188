import { type Actor, recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'

/** Why nothing is sent to somebody. */
export const suppressionReasons = ['unsubscribe', 'hard-bounce', 'soft-bounce', 'complaint', 'erasure', 'admin'] as const
/** One of suppressionReasons. */
export type SuppressionReason = (typeof suppressionReasons)[number]

/** Whom to suppress: an address, or a domain with all that is under it. */
export type Suppressed = (
  | {
      /** vault.hashAddress of the address */
      addressHash: Uint8Array<ArrayBuffer>
      domain?: undefined
    }
  | {
      /** as the schema Domain leaves it */
      domain: string
      addressHash?: undefined
    }
) & {
  /** null: on every channel */
  channel: string | null
  /** only what this account sends; left out or null: whoever sends */
  accountId?: string | null
  reason: SuppressionReason
  /** who or what it comes from, for people: `link`, `relay`, `bounce`; left out: the name of the principal's key */
  origin?: string
  /** why a person asked for it: it stands in the event log */
  note?: string | undefined
  /** the delivery that led to it */
  deliveryId?: string | undefined
}

/**
 * Sees to it that nothing is sent to somebody any more. Whoever is suppressed already stays so, with the first reason; only an
 * erasure takes its place, because that one is for ever.
 *
 * @param actor who asked for it; undefined where Dateline itself did
 * @returns the id of the suppression that stands now
 */
export async function suppress({ tx, clock }: { tx: Tx; clock: Clock }, suppressed: Suppressed, actor?: Actor): Promise<string> {
  const { channel, addressHash = null, domain = null, accountId = null, reason, note = null, deliveryId = null } = suppressed
  const origin = suppressed.origin ?? actor?.keyName ?? 'dateline'
  // An update even where nothing changes, so that the row of an earlier or simultaneous suppression is returned.
  const [row] = await tx.$queryRaw<{ id: string; before: string | null; after: string }[]>`
    INSERT INTO suppressions (channel, address_hash, domain, account_id, reason, origin, note, delivery_id, created_at)
    VALUES (${channel}, ${addressHash}, ${domain}, ${accountId}::uuid, ${reason}, ${origin}, ${note}, ${deliveryId}::uuid, ${clock.now()})
    ON CONFLICT (channel, address_hash, domain, account_id) WHERE lifted_at IS NULL DO UPDATE SET
      reason = CASE WHEN excluded.reason = 'erasure' THEN excluded.reason ELSE suppressions.reason END,
      origin = CASE WHEN excluded.reason = 'erasure' THEN excluded.origin ELSE suppressions.origin END
    RETURNING new.id, old.reason AS before, new.reason AS after`
  if (!row) throw new Error('an upsert returns its row')
  const { id, before, after } = row
  if (before === after) return id
  const what = {
    channel,
    ...(domain === null ? {} : { domain }),
    ...(accountId === null ? {} : { accountId }),
    ...(deliveryId === null ? {} : { deliveryId }),
    origin,
  }
  const subject = { type: 'suppression', id }
  const change =
    before === null
      ? { kind: 'suppression.created', data: { ...what, reason } }
      : { kind: 'suppression.changed', data: { ...what, before: { reason: before }, after: { reason: after } } }
  await recordEvent({ tx, clock }, actor, { ...change, subject, reason: note ?? undefined })
  return id
}
