import { Prisma } from '../db/client.ts'
import { few } from '../db/few.ts'
import type { AppDeps } from '../deps.ts'
import { killPoint } from '../kill-point.ts'
import { erasedHost } from '../suppressions/erased.ts'
import { cancelLock } from './canceled.ts'
import type { Claim } from './claim.ts'
import type { Lease } from './lease.ts'
import { openLanesFor } from './set-aside.ts'
import { addToTallies, shardOf } from './tally.ts'

type Deps = Pick<AppDeps, 'fast' | 'clock'>

/** A claim that is not sent now and leaves its batch. `dueAt`: from when on it may go. `byLane`: it waits in the lane of its host. */
export type Postponed = { claim: Claim; dueAt: Date; byLane?: boolean }

/** Gives claimed deliveries back without an attempt: they are gathered into other batches when they are due. */
export async function postpone({ fast, clock }: Deps, lease: Lease, postponed: Postponed[]): Promise<void> {
  if (postponed.length === 0) return
  const locks = { shared: [cancelLock(lease.publicationId)], batchId: lease.batchId }
  await fast.transaction(async ({ ask }) => {
    await ask(postponing(lease, postponed, clock.now()))
    const lanes = postponed.flatMap(({ claim, byLane }) => (byLane ? [claim.host] : []))
    await openLanesFor(ask, clock, lanes)
    killPoint('in-postpone')
  }, locks)
}

// Nothing waits of a publication that was canceled meanwhile.
function postponing({ batchId, publicationId }: Lease, postponed: Postponed[], now: Date): Prisma.Sql {
  const given = Prisma.sql`
    unnest(${postponed.map(({ claim }) => claim.id)}::uuid[], ${postponed.map(({ claim }) => claim.attempt)}::int[],
      ${postponed.map(({ dueAt }) => dueAt)}::timestamptz[], ${postponed.map(({ byLane }) => byLane ?? false)}::bool[]
    ) AS o (id, attempt, due_at, by_lane)`
  const changed = Prisma.sql`
    SELECT publication_id, dispatch_id, channel, 'sending' AS before, state AS after, NULL::timestamptz AS sent_at FROM back`
  return Prisma.sql`
    WITH o AS MATERIALIZED (${few(given, postponed.length)}), back AS (
      UPDATE deliveries d SET state = CASE WHEN p.state = 'canceled' THEN 'canceled' ELSE 'pending' END, updated_at = ${now}, batch_id = NULL,
        due_at = CASE WHEN p.state <> 'canceled' THEN o.due_at END,
        lane = CASE WHEN d.host = ${erasedHost} THEN NULL WHEN o.by_lane THEN d.host ELSE d.lane END,
        lane_urgency = CASE WHEN d.host = ${erasedHost} THEN NULL WHEN o.by_lane THEN p.urgency ELSE d.lane_urgency END
      FROM publications p, o
      WHERE p.id = ${publicationId}::uuid AND d.id = o.id AND d.publication_id = ${publicationId}::uuid
        AND d.batch_id = ${batchId}::uuid AND d.state = 'pending' AND d.attempts = o.attempt - 1
      RETURNING d.publication_id, d.dispatch_id, d.channel, d.state
    ), told AS (${addToTallies(changed, shardOf(batchId))}), signalled AS MATERIALIZED (
      SELECT pg_notify('dateline', publication_id::text) FROM (SELECT DISTINCT publication_id FROM back) AS publications
    )
    SELECT count(*) FROM signalled`
}
