import { Prisma } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { killPoint } from '../kill-point.ts'
import { deliveriesMoved } from '../metrics/observe.ts'
import { isCanceled } from './canceled.ts'
import { isLost, whatIsKnown } from './lease.ts'
import { ownBatches } from './own-batches.ts'
import { retryScheduleSeconds } from './retry.ts'
import { applyDeltas, type Change } from './tally.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'log'>

/**
 * Takes back the batches of workers that gave no sign of life. What they had claimed is an attempt of unknown outcome and is
 * tried again, with the same id, as often as any other: what kills its worker each time fails in the end. Before the gate is open
 * nothing can have been sent, and what was claimed for the hour is simply nobody's again.
 *
 * @returns how many batches came back
 */
export async function reclaimBatches(deps: Deps): Promise<number> {
  const own = [...ownBatches(deps.db)]
  const lost = await deps.db.$queryRaw<{ publicationId: string; ids: string[] }[]>`
    SELECT b.publication_id AS "publicationId", array_agg(b.id ORDER BY b.id) AS ids FROM batches b WHERE ${isLost(Prisma.sql`b`, own)}
    GROUP BY b.publication_id ORDER BY b.publication_id`
  let [batches, deliveries] = [0, 0]
  for (const { publicationId, ids } of lost) {
    const back = await reclaim(deps, { publicationId, ids, own })
    batches += back.batches
    deliveries += back.deliveries
  }
  if (deliveries > 0) {
    const said = 'a worker was lost: deliveries that it may have handed over, nobody knows, are tried again with the same id'
    deps.log.info({ deliveries, batches }, said)
  }
  return batches
}

type Lost = { publicationId: string; ids: string[]; own: string[] }

/**
 * The lock of the publication first, then its batches, then their deliveries: as everybody takes them.
 *
 * @returns how many batches came back, and how many deliveries of unknown outcome with them that are tried again
 */
async function reclaim({ db, clock }: Deps, { publicationId, ids, own }: Lost): Promise<{ batches: number; deliveries: number }> {
  const now = clock.now()
  const { count, changes } = await db.$transaction(async (tx) => {
    const state = (await isCanceled(tx, publicationId)) ? 'canceled' : 'pending'
    const batches = await tx.$queryRaw<Batch[]>`
      UPDATE batches SET state = ${state === 'canceled' ? 'done' : 'ready'}, generation = generation + 1, claimed_to = 0, leased_by = NULL,
        alive_key = NULL, lease_expires_at = NULL, rung_at = NULL
      WHERE id IN (SELECT b.id FROM batches b WHERE b.id = ANY(${ids}::uuid[]) AND ${isLost(Prisma.sql`b`, own)} ORDER BY b.id FOR UPDATE SKIP LOCKED)
      RETURNING id, old.claimed_to AS "claimedTo", old.lease_expires_at AS "leaseExpiresAt"`
    if (batches.length === 0) return { count: 0, changes: [] }
    const changes = await tx.$queryRaw<Taken[]>(takingBack(publicationId, { batches, state, now }))
    await applyDeltas(tx, publicationId, changes)
    await signal(tx, publicationId)
    killPoint('in-reclaim')
    return { count: batches.length, changes }
  })
  deliveriesMoved(changes)
  return { batches: count, deliveries: changes.filter(({ begun, state }) => begun && state === 'pending').length }
}

type Taken = Change & { begun: boolean }

type Batch = { id: string; claimedTo: number; leaseExpiresAt: Date }

/** What was in the lost hands, with an attempt for each that may have been begun. */
function takingBack(publicationId: string, { batches, state, now }: { batches: Batch[]; state: string; now: Date }): Prisma.Sql {
  const columns = Prisma.sql`${batches.map(({ id }) => id)}::uuid[], ${batches.map(({ claimedTo }) => claimedTo)}::int[],
    ${batches.map(({ leaseExpiresAt }) => leaseExpiresAt)}::timestamptz[]`
  return Prisma.sql`
    WITH lost AS (
      UPDATE deliveries d SET updated_at = ${now}, attempts = d.attempts + (p.started_at IS NOT NULL)::int,
        state = CASE WHEN d.attempts >= ${retryScheduleSeconds.length} THEN 'failed' ELSE ${state} END,
        reason = CASE WHEN d.attempts >= ${retryScheduleSeconds.length} THEN 'worker-lost' ELSE d.reason END
      FROM publications p, unnest(${columns}) AS b (id, claimed_to, lease_expires_at)
      WHERE p.id = ${publicationId}::uuid AND d.publication_id = ${publicationId}::uuid AND d.batch_id = b.id AND d.state = 'pending' AND d.position < b.claimed_to
      RETURNING d.id, d.dispatch_id, d.channel, d.attempts, d.state, d.reason, p.started_at, b.lease_expires_at
    ), unknown AS (
      INSERT INTO attempts (publication_id, delivery_id, number, duration_ms, outcome, reason, worker, started_at, detail)
      SELECT ${publicationId}::uuid, id, attempts, 0, 'unknown', 'worker-lost', 'sweep', ${whatIsKnown(Prisma.sql`lease_expires_at`, now)}
      FROM lost WHERE started_at IS NOT NULL
      ON CONFLICT DO NOTHING
    )
    SELECT dispatch_id AS "dispatchId", channel, 'sending' AS before, state, reason, started_at IS NOT NULL AS begun FROM lost`
}
