import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { isCanceled } from './canceled.ts'
import type { Claim } from './claim.ts'
import type { Lease } from './lease.ts'
import { applyDeltas, type Change } from './tally.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/** A claim that is not sent now. `dueAt`: from when on it may go; null: whenever its batch is taken again. */
export type Postponed = { claim: Claim; dueAt: Date | null }

/** Gives claimed deliveries back without an attempt. What has a `dueAt` leaves its batch and is gathered then. */
export async function postpone({ db, clock }: Deps, { publicationId }: Lease, postponed: Postponed[]): Promise<void> {
  if (postponed.length === 0) return
  await db.$transaction(async (tx) => {
    const state = (await isCanceled(tx, publicationId)) ? 'canceled' : 'pending'
    const changes = await tx.$queryRaw<Change[]>`
      UPDATE deliveries d SET state = ${state}, attempts = d.attempts - 1, due_at = CASE WHEN ${state} = 'canceled' THEN NULL ELSE o.due_at END, updated_at = ${clock.now()},
        batch_id = CASE WHEN o.due_at IS NULL THEN d.batch_id END
      FROM unnest(
        ${postponed.map(({ claim }) => claim.id)}::uuid[], ${postponed.map(({ claim }) => claim.attempt)}::int[],
        ${postponed.map(({ dueAt }) => dueAt)}::timestamptz[]
      ) AS o (id, attempt, due_at)
      WHERE d.id = o.id AND d.publication_id = ${publicationId}::uuid AND d.state = 'sending' AND d.attempts = o.attempt
      RETURNING d.dispatch_id AS "dispatchId", d.channel, old.state AS before, new.state AS state`
    await applyDeltas(tx, publicationId, changes)
    if (changes.length > 0) await signal(tx, publicationId)
  })
}
