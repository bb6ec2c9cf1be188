import { Prisma, type Tx } from '../db/client.ts'
import type { Ask } from '../db/fast.ts'
import { few } from '../db/few.ts'
import type { AppDeps } from '../deps.ts'
import { erasedHost } from '../suppressions/erased.ts'
import { type AttemptRow, attemptColumns, attemptRowColumns, overUnknown, toAttemptRow } from './attempt-row.ts'
import type { Attempted } from './attempted.ts'
import { cancelLock, isCanceled } from './canceled.ts'
import type { Recorded } from './recorded.ts'
import { retryDelaySeconds } from './retry.ts'
import { addToTallies, shardOf } from './tally.ts'

type Deps = Pick<AppDeps, 'fast' | 'clock' | 'random' | 'workerName'>

type Outcomes = { publicationId: string; attempted: Attempted[] }

/**
 * Writes failures that are in time: attempts, and deliveries that are to be tried again or have failed for good.
 *
 * @returns what was written; what is missing came late
 */
export async function recordFailed(deps: Deps, outcomes: Outcomes): Promise<Recorded[]> {
  if (outcomes.attempted.length === 0) return []
  const locks = { shared: [cancelLock(outcomes.publicationId)] }
  return deps.fast.transaction(({ ask }) => write(deps, ask, outcomes), locks)
}

/** The same within a transaction, for what has consequences beside it. */
export async function recordFailedIn(deps: Deps, tx: Tx, outcomes: Outcomes): Promise<Recorded[]> {
  await isCanceled(tx, outcomes.publicationId)
  return write(deps, (statement) => tx.$queryRaw(statement), outcomes)
}

/** A row of an attempt, and what its delivery becomes. */
type Row = AttemptRow & { state: string; reason: string; due_at: Date | null }

async function write(deps: Deps, ask: Ask, { publicationId, attempted }: Outcomes): Promise<Recorded[]> {
  const rows = attempted.map((one): Row => ({ ...toAttemptRow(one), ...nextState(one, deps.random()) }))
  return ask<Recorded>(writing(deps, publicationId, rows))
}

function nextState({ claim, outcome, endedAt }: Attempted, random: number): Pick<Row, 'state' | 'reason' | 'due_at'> {
  if (outcome.kind === 'delivered') throw new Error('a hand-over is no failure')
  const { reason } = outcome
  if (outcome.kind === 'permanent') return { state: 'failed', reason, due_at: null }
  const delay = retryDelaySeconds(claim.attempt, outcome.retryAfterSeconds, random)
  if (delay === undefined) return { state: 'failed', reason, due_at: null }
  return { state: 'retrying', reason, due_at: new Date(endedAt.getTime() + delay * 1000) }
}

/**
 * The deliveries first, then their attempts, as reclaiming does it: in another order the two would deadlock. Nothing retries for a
 * publication that was canceled meanwhile. What the far side says may name whom it is about: of somebody who was erased nothing is
 * kept.
 */
function writing({ clock, workerName }: Deps, publicationId: string, rows: Row[]): Prisma.Sql {
  const outcomes = Prisma.sql`
    json_to_recordset(${JSON.stringify(rows)}::json) AS o (${attemptRowColumns}, state text, reason text, due_at timestamptz)`
  const changed = Prisma.sql`
    SELECT publication_id, dispatch_id, channel, 'sending' AS before, state AS after, NULL::timestamptz AS sent_at FROM moved`
  return Prisma.sql`
    WITH o AS MATERIALIZED (
      SELECT o.*, CASE WHEN o.state = 'retrying' AND p.state = 'canceled' THEN 'canceled' ELSE o.state END AS next
      FROM (${few(outcomes, rows.length)}) AS o JOIN publications p ON p.id = ${publicationId}::uuid
    ), moved AS (
      UPDATE deliveries d SET state = o.next, reason = o.reason, attempts = o.attempt, updated_at = ${clock.now()},
        due_at = CASE WHEN o.next = 'retrying' THEN o.due_at END,
        batch_id = CASE WHEN o.next = 'retrying' THEN NULL ELSE d.batch_id END
      FROM o
      WHERE d.publication_id = ${publicationId}::uuid AND d.id = o.id AND d.state = 'pending' AND d.attempts = o.attempt - 1
      RETURNING d.publication_id, d.id, d.dispatch_id, d.channel, d.state, d.reason, d.host <> ${erasedHost} AS known, o.attempt,
        o.started_at, o.duration_ms, o.outcome, o.said_reason, o.detail
    ), attempted AS (
      INSERT INTO ${attemptColumns}
      SELECT publication_id, id, attempt, started_at, duration_ms, outcome, said_reason, CASE WHEN known THEN detail END, NULL, ${workerName}
      FROM moved ${overUnknown}
    ), told AS (${addToTallies(changed, shardOf(workerName))}), signalled AS MATERIALIZED (
      SELECT pg_notify('dateline', publication_id::text) FROM (SELECT DISTINCT publication_id FROM moved) AS publications
    )
    SELECT id, channel, state, reason FROM moved WHERE (SELECT count(*) FROM signalled) > 0`
}
