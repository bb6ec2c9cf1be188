import { isAvailable } from '../channels/channel.ts'
import { Prisma } from '../db/client.ts'
import { few } from '../db/few.ts'
import type { AppDeps } from '../deps.ts'
import { erasedHost } from '../suppressions/erased.ts'
import type { Attempted } from './attempted.ts'
import { cancelLock } from './canceled.ts'
import { fit } from './fit.ts'
import type { Recorded } from './recorded.ts'
import { addToTallies, shardOf } from './tally.ts'

type Deps = Pick<AppDeps, 'fast' | 'clock' | 'workerName'>

type Outcomes = { publicationId: string; attempted: Attempted[] }

/**
 * Writes hand-overs that are in time, in one statement: each delivery with the attempt that ended it, the counters, a signal. A delivery
 * tells of that attempt itself, so that nearly all of the ledger is written once. What lies ready to be fetched is `available`, and
 * handed over when that happens.
 *
 * @returns what was written; what is missing came late
 */
export async function recordHandOvers(deps: Deps, { publicationId, attempted }: Outcomes): Promise<Recorded[]> {
  if (attempted.length === 0) return []
  const write = writing(deps, publicationId, attempted)
  // What lies ready ends with its publication: nobody cancels it meanwhile. What was handed over is a fact, whoever cancels.
  const rows = attempted.some(({ outcome }) => isAvailable(outcome))
    ? await deps.fast.transaction(({ ask }) => ask<Written>(write), { shared: [cancelLock(publicationId)] })
    : await deps.fast.ask<Written>(write)
  return rows.map(({ id, channel, state }) => ({ id, channel, state, reason: null }))
}

type Written = { id: string; channel: string; state: string }

/** Has the statement planned, on one connection, by writing nothing. */
export async function planHandOvers(deps: Deps): Promise<void> {
  await deps.fast.ask(writing(deps, '00000000-0000-0000-0000-000000000000', []))
}

/** Of somebody who was erased nothing is kept that the far side said: it may name whom it is about. */
function writing({ clock, workerName }: Deps, publicationId: string, attempted: Attempted[]): Prisma.Sql {
  const column = <T>(get: (one: Attempted) => T) => attempted.map(get)
  const outcomes = Prisma.sql`
    unnest(${column(({ claim }) => claim.id)}::uuid[], ${column(({ claim }) => claim.attempt)}::int[],
      ${column(sentAt)}::timestamptz[], ${column(durationMs)}::int[], ${column(receiptOf)}::text[]
    ) AS o (id, attempt, sent_at, duration_ms, receipt)`
  const changed = Prisma.sql`
    SELECT publication_id, dispatch_id, channel, 'sending' AS before, state AS after, sent_at FROM moved`
  return Prisma.sql`
    WITH o AS MATERIALIZED (${few(outcomes, attempted.length)}), moved AS (
      UPDATE deliveries d SET state = CASE WHEN o.sent_at IS NOT NULL THEN 'delivered' WHEN p.state = 'canceled' THEN 'canceled' ELSE 'available' END, reason = NULL, attempts = o.attempt, sent_at = o.sent_at, due_at = NULL,
        duration_ms = o.duration_ms, receipt = CASE WHEN d.host <> ${erasedHost} THEN o.receipt END, worker = ${workerName},
        updated_at = ${clock.now()}
      FROM o JOIN publications p ON p.id = ${publicationId}::uuid
      WHERE d.publication_id = ${publicationId}::uuid AND d.id = o.id AND d.state = 'pending' AND d.attempts = o.attempt - 1
      RETURNING d.publication_id, d.id, d.dispatch_id, d.channel, d.state, d.sent_at
    ), told AS (${addToTallies(changed, shardOf(workerName))}), signalled AS MATERIALIZED (
      SELECT pg_notify('dateline', publication_id::text) FROM (SELECT DISTINCT publication_id FROM moved) AS publications
    )
    SELECT id, channel, state FROM moved WHERE (SELECT count(*) FROM signalled) > 0`
}

/** Null where it waits to be fetched. */
function sentAt({ outcome, endedAt }: Attempted): string | null {
  return isAvailable(outcome) ? null : endedAt.toISOString()
}

function durationMs({ startedAt, endedAt }: Attempted): number {
  return Math.max(0, endedAt.getTime() - startedAt.getTime())
}

function receiptOf({ outcome }: Attempted): string | null {
  return outcome.kind === 'delivered' && !isAvailable(outcome) ? fit(outcome.receipt) : null
}
