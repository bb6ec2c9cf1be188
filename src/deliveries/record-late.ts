import { Prisma } from '../db/client.ts'
import type { Ask } from '../db/fast.ts'
import { few } from '../db/few.ts'
import { isInHand } from '../db/in-hand.ts'
import type { AppDeps } from '../deps.ts'
import { erasedHost } from '../suppressions/erased.ts'
import { attemptColumns, attemptRowColumns, overUnknown, toAttemptRow } from './attempt-row.ts'
import type { Attempted } from './attempted.ts'
import { cancelLock } from './canceled.ts'
import type { Recorded } from './recorded.ts'
import { addToTallies, shardOf } from './tally.ts'

type Deps = Pick<AppDeps, 'fast' | 'clock' | 'workerName'>

type Outcomes = { publicationId: string; attempted: Attempted[] }

/**
 * Writes outcomes whose delivery went another way meanwhile. Each is kept as an attempt; `delivered` moves its delivery from whatever it is,
 * once. What is recorded already is left as it is.
 *
 * @returns the deliveries that moved
 * @throws when one came into another batch in this moment: to be tried again
 */
export async function recordLate(deps: Deps, outcomes: Outcomes): Promise<Recorded[]> {
  const { publicationId, attempted } = outcomes
  const rows = JSON.stringify(attempted.map(toAttemptRow))
  const late = { publicationId, rows, count: attempted.length }
  return deps.fast.transaction(
    async ({ ask }) => {
      // Nobody claims out of their batches meanwhile: whether one counts as `sending` is then certain.
      const batches = await lockBatches(ask, late)
      // First: it waits for whoever records the same deliveries, so that the next statement sees what they became.
      await ask(keeping(deps, late))
      const moved = await ask<Recorded>(moving(deps, late, batches))
      const [left] = await ask<{ count: number }>(countLeft(late))
      if (left && left.count > 0)
        throw new Error('a late hand-over could not be recorded yet: its delivery came into another batch')
      return moved
    },
    { shared: [cancelLock(publicationId)] },
  )
}

/** `rows`: so many attempts as JSON */
type Late = { publicationId: string; rows: string; count: number }

function lateRows({ rows, count }: Late): Prisma.Sql {
  return Prisma.sql`(${few(Prisma.sql`json_to_recordset(${rows}::json) AS o (${attemptRowColumns})`, count)}) AS o`
}

async function lockBatches(ask: Ask, late: Late): Promise<string[]> {
  const rows = await ask<{ id: string }>(Prisma.sql`
    SELECT b.id FROM batches b WHERE b.id IN (
      SELECT d.batch_id FROM ${lateRows(late)} JOIN deliveries d ON d.publication_id = ${late.publicationId}::uuid AND d.id = o.id
    ) ORDER BY b.id FOR UPDATE`)
  return rows.map(({ id }) => id)
}

function moving({ clock, workerName }: Deps, late: Late, batchIds: string[]): Prisma.Sql {
  const changed = Prisma.sql`
    SELECT publication_id, dispatch_id, channel, before, 'delivered' AS after, sent_at FROM moved`
  const handedOver = Prisma.sql`(
      SELECT o.*, CASE WHEN ${isInHand(Prisma.sql`d`)} THEN 'sending' END AS in_hand
      FROM ${lateRows(late)} JOIN deliveries d ON d.publication_id = ${late.publicationId}::uuid AND d.id = o.id
      WHERE o.outcome = 'delivered'
    ) AS found`
  return Prisma.sql`
    WITH o AS MATERIALIZED (${few(handedOver, late.count)}), moved AS (
      UPDATE deliveries d SET state = 'delivered', reason = NULL, due_at = NULL, attempts = GREATEST(d.attempts, o.attempt), updated_at = ${clock.now()},
        sent_at = o.started_at + o.duration_ms * interval '1 ms', receipt = CASE WHEN d.host <> ${erasedHost} THEN o.receipt END
      FROM o
      WHERE d.publication_id = ${late.publicationId}::uuid AND d.id = o.id AND d.state <> 'delivered'
        AND (d.batch_id IS NULL OR d.batch_id = ANY(${batchIds}::uuid[]))
      RETURNING d.publication_id, d.id, d.dispatch_id, d.channel, COALESCE(o.in_hand, old.state) AS before, d.sent_at
    ), told AS (${addToTallies(changed, shardOf(workerName))}), signalled AS MATERIALIZED (
      SELECT pg_notify('dateline', publication_id::text) FROM (SELECT DISTINCT publication_id FROM moved) AS publications
    )
    SELECT id, channel, 'delivered' AS state, NULL AS reason FROM moved WHERE (SELECT count(*) FROM signalled) > 0`
}

function countLeft(late: Late): Prisma.Sql {
  return Prisma.sql`
    SELECT count(*)::int AS count FROM ${lateRows(late)}
    JOIN deliveries d ON d.publication_id = ${late.publicationId}::uuid AND d.id = o.id WHERE o.outcome = 'delivered' AND d.state <> 'delivered'`
}

/** One that its delivery tells of is recorded already. */
function keeping({ workerName }: Deps, late: Late): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO ${attemptColumns}
    SELECT d.publication_id, o.id, o.attempt, o.started_at, o.duration_ms, o.outcome, o.said_reason,
      CASE WHEN d.host <> ${erasedHost} THEN o.detail END, CASE WHEN d.host <> ${erasedHost} THEN o.receipt END, ${workerName}
    FROM ${lateRows(late)} JOIN deliveries d ON d.publication_id = ${late.publicationId}::uuid AND d.id = o.id
    WHERE NOT (d.duration_ms IS NOT NULL AND d.attempts = o.attempt)
    FOR SHARE OF d ${overUnknown}`
}
