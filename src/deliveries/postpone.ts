import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { isCanceled } from './canceled.ts'
import type { Claim } from './claim.ts'
import type { Lease } from './lease.ts'
import { openLanesFor } from './set-aside.ts'
import { applyDeltas, type Change } from './tally.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * A claim that is not sent now. `dueAt`: from when on it may go; null: whenever its batch is taken again. `byLane`: it waits in the
 * lane of its host.
 */
export type Postponed = { claim: Claim; dueAt: Date | null; byLane?: boolean }

/** Gives claimed deliveries back without an attempt. What has a `dueAt` leaves its batch and is gathered then. */
export async function postpone({ db, clock }: Deps, { publicationId }: Lease, postponed: Postponed[]): Promise<void> {
  if (postponed.length === 0) return
  await db.$transaction(async (tx) => {
    const state = (await isCanceled(tx, publicationId)) ? 'canceled' : 'pending'
    const changes = await tx.$queryRaw<Change[]>`
      UPDATE deliveries d SET state = ${state}, attempts = d.attempts - 1, due_at = CASE WHEN ${state} = 'canceled' THEN NULL ELSE o.due_at END, updated_at = ${clock.now()},
        batch_id = CASE WHEN o.due_at IS NULL THEN d.batch_id END, lane = CASE WHEN o.by_lane THEN d.host ELSE d.lane END,
        lane_urgency = CASE WHEN o.by_lane THEN p.urgency ELSE d.lane_urgency END
      FROM publications p, unnest(
        ${postponed.map(({ claim }) => claim.id)}::uuid[], ${postponed.map(({ claim }) => claim.attempt)}::int[],
        ${postponed.map(({ dueAt }) => dueAt)}::timestamptz[], ${postponed.map(({ byLane }) => byLane ?? false)}::bool[]
      ) AS o (id, attempt, due_at, by_lane)
      WHERE p.id = d.publication_id AND d.id = o.id AND d.publication_id = ${publicationId}::uuid AND d.state = 'sending' AND d.attempts = o.attempt
      RETURNING d.dispatch_id AS "dispatchId", d.channel, old.state AS before, new.state AS state`
    await applyDeltas(tx, publicationId, changes)
    await openLanesFor(
      (statement) => tx.$queryRaw(statement),
      clock,
      postponed.flatMap(({ claim, byLane }) => (byLane ? [claim.host] : [])),
    )
    if (changes.length > 0) await signal(tx, publicationId)
  })
}
