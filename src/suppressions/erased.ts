import type { Tx } from '../db/client.ts'
import { Problem } from '../problem.ts'

/** What stands where a host of somebody erased stood, so that a ledger row of theirs is known by it. */
export const erasedHost = 'erased'

/**
 * Refuses an address that was erased.
 *
 * @param addressHash undefined where no address is set
 * @param present the one that stands: it may stay
 * @throws erased
 */
export async function requireNotErased(
  tx: Tx,
  addressHash: Uint8Array<ArrayBuffer> | undefined,
  present?: Uint8Array,
): Promise<void> {
  if (!addressHash || (present && Buffer.from(present).equals(addressHash))) return
  if ((await tx.suppression.count({ where: { addressHash, reason: 'erasure', liftedAt: null } })) === 0) return
  const detail = 'Somebody had this address erased, so it is never taken in again. Ask them for another one.'
  throw new Problem('erased', detail, { errors: [{ pointer: '/settings', code: 'erased', detail: 'was erased' }] })
}

/** Keeps erasures from beginning until the transaction ends, and waits for one that has: for what copies names and addresses. */
export async function keepErasuresOut(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended('erasure', 0))::text`
}

/** Waits for whatever copies names and addresses, and lets none begin until the transaction ends. One erasure at a time. */
export async function beginErasure(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('erasure', 0))::text`
}
