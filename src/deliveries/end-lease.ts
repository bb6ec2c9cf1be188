import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { killPoint } from '../kill-point.ts'
import { cancelLock } from './canceled.ts'
import type { Lease } from './lease.ts'
import { addToTallies, shardOf } from './tally.ts'

/**
 * Gives a batch up once every outcome of it is recorded: `done` when nothing of it is left to send, else `ready` for whoever comes
 * next. What was claimed and not begun is nobody's again; of a publication that was canceled meanwhile it ends.
 */
export async function endLease({ fast, clock }: Pick<AppDeps, 'fast' | 'clock'>, lease: Lease): Promise<void> {
  const locks = { shared: [cancelLock(lease.publicationId)], batchId: lease.batchId }
  await fast.transaction(async ({ ask }) => {
    await ask(ending(lease, clock.now()))
    killPoint('in-end-lease')
  }, locks)
}

function ending({ batchId, generation, publicationId, dispatchId, channel }: Lease, now: Date): Prisma.Sql {
  const changed = Prisma.sql`SELECT ${publicationId}::uuid AS publication_id, ${dispatchId}::uuid AS dispatch_id,
    ${channel}::text AS channel, was AS before, next AS after, NULL::timestamptz AS sent_at FROM back`
  return Prisma.sql`
    WITH mine AS MATERIALIZED (
      SELECT b.claimed_to, p.state = 'canceled' AS canceled FROM batches b JOIN publications p ON p.id = b.publication_id
      WHERE b.id = ${batchId}::uuid AND b.state = 'leased' AND b.generation = ${generation}
    ), back AS MATERIALIZED (
      SELECT d.id, CASE WHEN d.position < mine.claimed_to THEN 'sending' ELSE 'pending' END AS was,
        CASE WHEN mine.canceled THEN 'canceled' ELSE 'pending' END AS next
      FROM mine JOIN deliveries d ON d.publication_id = ${publicationId}::uuid AND d.batch_id = ${batchId}::uuid AND d.state = 'pending'
    ), canceled AS (
      UPDATE deliveries d SET state = 'canceled', updated_at = ${now} FROM back
      WHERE back.next = 'canceled' AND d.publication_id = ${publicationId}::uuid AND d.id = back.id
    ), told AS (${addToTallies(changed, shardOf(batchId))})
    UPDATE batches SET leased_by = NULL, alive_key = NULL, lease_expires_at = NULL, rung_at = NULL, claimed_to = 0,
      state = CASE WHEN EXISTS (SELECT FROM back WHERE next = 'pending') THEN 'ready' ELSE 'done' END
    WHERE id = ${batchId}::uuid AND state = 'leased' AND generation = ${generation}`
}
