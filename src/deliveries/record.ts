import type { Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { erasedHost } from '../suppressions/erased.ts'
import type { Attempted } from './attempted.ts'
import { isCanceled } from './canceled.ts'
import { consequences } from './consequences.ts'
import { finishPublications } from './finish.ts'
import type { Lease } from './lease.ts'
import { retryDelaySeconds } from './retry.ts'
import { applyDeltas, type Change } from './tally.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'random' | 'workerName'>

/**
 * Writes the outcomes of many attempts at once: attempts, deliveries and counters in one transaction.
 *
 * An outcome that comes late (the lease was lost meanwhile, another worker has tried) is kept as an attempt; it changes the
 * delivery only if it says `delivered`, which is a fact whoever reports it.
 */
export async function recordOutcomes(deps: Deps, lease: Lease, attempted: Attempted[]): Promise<void> {
  if (attempted.length === 0) return
  const { db, clock } = deps
  await db.$transaction(async (tx) => {
    const canceled = await isCanceled(tx, lease.publicationId)
    const changes = await updateDeliveries(tx, lease, { attempted, canceled }, deps)
    // After the deliveries, as reclaiming does it: in another order the two would deadlock.
    await insertAttempts(tx, lease, attempted, deps.workerName)
    await applyDeltas(tx, lease.publicationId, changes)
    await consequences({ tx, clock }, attempted)
    await finishPublications({ tx, clock }, lease.publicationId)
    await signal(tx, lease.publicationId)
  })
}

async function insertAttempts(tx: Tx, { publicationId }: Lease, attempted: Attempted[], worker: string): Promise<void> {
  const column = <T>(read: (one: Attempted) => T) => attempted.map(read)
  // What the far side says may name whom it is about: of somebody who was erased meanwhile nothing is kept.
  await tx.$executeRaw`
    INSERT INTO attempts (publication_id, delivery_id, number, started_at, duration_ms, outcome, reason, detail, receipt, worker)
    SELECT ${publicationId}::uuid, t.id, number, started_at, duration_ms, outcome, t.reason,
      CASE WHEN d.host <> ${erasedHost} THEN detail END, CASE WHEN d.host <> ${erasedHost} THEN t.receipt END, ${worker}
    FROM unnest(
      ${column(({ claim }) => claim.id)}::uuid[], ${column(({ claim }) => claim.attempt)}::int[],
      ${column(({ startedAt }) => startedAt)}::timestamptz[],
      ${column(({ startedAt, endedAt }) => Math.max(0, endedAt.getTime() - startedAt.getTime()))}::int[],
      ${column(({ outcome }) => outcome.kind)}::text[],
      ${column(({ outcome }) => (outcome.kind === 'delivered' ? null : outcome.reason))}::text[],
      ${column(({ outcome }) => (outcome.kind === 'delivered' ? null : fit(outcome.detail)))}::text[],
      ${column(({ outcome }) => (outcome.kind === 'delivered' ? fit(outcome.receipt) : null))}::text[]
    ) AS t (id, number, started_at, duration_ms, outcome, reason, detail, receipt)
    JOIN deliveries d ON d.id = t.id AND d.publication_id = ${publicationId}::uuid FOR SHARE OF d
    ON CONFLICT (publication_id, delivery_id, number) DO UPDATE SET
      outcome = excluded.outcome, reason = excluded.reason, detail = excluded.detail, receipt = excluded.receipt,
      started_at = excluded.started_at, duration_ms = excluded.duration_ms, worker = excluded.worker
    WHERE attempts.outcome = 'unknown'`
}

type Outcomes = { attempted: Attempted[]; canceled: boolean }

async function updateDeliveries(
  tx: Tx,
  { publicationId }: Lease,
  { attempted, canceled }: Outcomes,
  deps: Deps,
): Promise<Change[]> {
  const now = deps.clock.now()
  const next = attempted
    .map((one) => nextState(one, deps.random()))
    // Nothing retries for a publication that was canceled meanwhile.
    .map((one) => (canceled && one.state === 'retrying' ? { ...one, state: 'canceled', dueAt: null } : one))
  return tx.$queryRaw<Change[]>`
    UPDATE deliveries d SET state = o.state, reason = o.reason, sent_at = o.sent_at, due_at = o.due_at,
      receipt = CASE WHEN d.host <> ${erasedHost} THEN o.receipt END,
      batch_id = CASE WHEN o.state = 'retrying' THEN NULL ELSE d.batch_id END, updated_at = ${now}
    FROM unnest(
      ${attempted.map(({ claim }) => claim.id)}::uuid[], ${attempted.map(({ claim }) => claim.attempt)}::int[],
      ${next.map(({ state }) => state)}::text[], ${next.map(({ reason }) => reason)}::text[],
      ${next.map(({ receipt }) => receipt)}::text[], ${next.map(({ sentAt }) => sentAt)}::timestamptz[],
      ${next.map(({ dueAt }) => dueAt)}::timestamptz[]
    ) AS o (id, attempt, state, reason, receipt, sent_at, due_at)
    WHERE d.id = o.id AND d.publication_id = ${publicationId}::uuid
      AND ((d.state = 'sending' AND d.attempts = o.attempt) OR (o.state = 'delivered' AND d.state <> 'delivered'))
    RETURNING d.dispatch_id AS "dispatchId", d.channel, old.state AS before, new.state AS state, new.sent_at AS "sentAt"`
}

type Next = { state: string; reason: string | null; receipt: string | null; sentAt: Date | null; dueAt: Date | null }

function nextState({ claim, outcome, endedAt }: Attempted, random: number): Next {
  const nothing = { receipt: null, sentAt: null, dueAt: null }
  if (outcome.kind === 'delivered') {
    return { state: 'delivered', reason: null, receipt: fit(outcome.receipt), sentAt: endedAt, dueAt: null }
  }
  if (outcome.kind === 'permanent') return { ...nothing, state: 'failed', reason: outcome.reason }
  const delay = retryDelaySeconds(claim.attempt, outcome.retryAfterSeconds, random)
  if (delay === undefined) return { ...nothing, state: 'failed', reason: outcome.reason }
  return { ...nothing, state: 'retrying', reason: outcome.reason, dueAt: new Date(endedAt.getTime() + delay * 1000) }
}

/** Cut without leaving half a character, which the database would refuse. */
function fit(text: string): string {
  return text.slice(0, 500).toWellFormed()
}
