import { Prisma } from '../db/client.ts'
import type { Ask } from '../db/fast.ts'
import type { AppDeps } from '../deps.ts'
import { killPoint } from '../kill-point.ts'
import { erasedHost } from '../suppressions/erased.ts'
import type { Attempted } from './attempted.ts'
import { cancelLock, isCanceled } from './canceled.ts'
import { consequences } from './consequences.ts'
import { countOutcomes } from './count-outcomes.ts'
import { retryDelaySeconds } from './retry.ts'
import { addToTallies, type Change, shardOf } from './tally.ts'

type Deps = Pick<AppDeps, 'db' | 'fast' | 'clock' | 'random' | 'workerName'>

/** An outcome and whose it is. */
export type Outcomes = { publicationId: string; attempted: Attempted[] }

/**
 * Writes the outcomes of many attempts at once: attempts, deliveries, counters and a signal, in one statement.
 *
 * An outcome that comes late (the lease was lost meanwhile, another worker has tried) is kept as an attempt; it changes the
 * delivery only if it says `delivered`, which is a fact whoever reports it.
 */
export async function recordOutcomes(
  deps: Deps,
  { publicationId }: { publicationId: string },
  attempted: Attempted[],
): Promise<void> {
  await recordAll(deps, [{ publicationId, attempted }])
}

/** The same for several publications. What means something for later (a bounce, an endpoint that is gone) is rare and goes apart. */
export async function recordAll(deps: Deps, all: Outcomes[]): Promise<void> {
  for (const { publicationId, attempted } of all) {
    const grave = attempted.filter(({ outcome }) => outcome.kind === 'permanent' && (outcome.suppress || outcome.disable))
    if (grave.length > 0) await recordGrave(deps, { publicationId, attempted: grave })
  }
  const plain = all.map(({ publicationId, attempted }) => ({
    publicationId,
    attempted: attempted.filter(({ outcome }) => outcome.kind !== 'permanent' || !(outcome.suppress || outcome.disable)),
  }))
  const rows = plain.flatMap((outcomes) => toRows(deps, outcomes))
  if (rows.length === 0) return
  const locks = plain.map(({ publicationId }) => cancelLock(publicationId))
  const changes = await deps.fast.transaction(async (ask) => {
    const written = await write(deps, ask, rows)
    killPoint('in-record')
    return written
  }, locks)
  afterwards(plain, changes)
}

/** Has the statement planned, on one connection, by writing nothing. */
export async function planRecording(deps: Deps): Promise<void> {
  await deps.fast.ask(recording(deps, []))
}

async function recordGrave(deps: Deps, outcomes: Outcomes): Promise<void> {
  const { db, clock } = deps
  const changes = await db.$transaction(async (tx) => {
    await isCanceled(tx, outcomes.publicationId)
    const ask: Ask = (statement) => tx.$queryRaw(statement)
    const written = await write(deps, ask, toRows(deps, outcomes))
    await consequences({ tx, clock }, outcomes.attempted)
    return written
  })
  afterwards([outcomes], changes)
}

async function write(deps: Deps, ask: Ask, rows: Row[]): Promise<Written[]> {
  const written = await ask<Written>(recording(deps, rows))
  if (written.length === rows.length) return written
  const moved = new Set(written.map(({ id }) => id))
  const late = rows.filter(({ id }) => !moved.has(id))
  await ask(recordingLate(deps, late))
  return written
}

function afterwards(all: Outcomes[], changes: Written[]): void {
  const groups = Map.groupBy(changes, ({ publicationId }) => publicationId)
  for (const { publicationId, attempted } of all) countOutcomes(attempted, groups.get(publicationId) ?? [])
  killPoint('after-record')
}

type Written = Change & { publicationId: string; id: string; reason: string | null }

/** One row per outcome, as the statement reads it: instants as ISO text. */
type Row = {
  publication_id: string
  id: string
  attempt: number
  state: string
  reason: string | null
  receipt: string | null
  sent_at: Date | null
  due_at: Date | null
  started_at: Date
  duration_ms: number
  outcome: string
  said_reason: string | null
  detail: string | null
}

function toRows(deps: Deps, { publicationId, attempted }: Outcomes): Row[] {
  return attempted.map((one) => {
    const { claim, outcome, startedAt, endedAt } = one
    const said = outcome.kind === 'delivered' ? { reason: null, detail: null } : outcome
    return {
      publication_id: publicationId,
      id: claim.id,
      attempt: claim.attempt,
      ...nextState(one, deps.random()),
      started_at: startedAt,
      duration_ms: Math.max(0, endedAt.getTime() - startedAt.getTime()),
      outcome: outcome.kind,
      said_reason: said.reason,
      detail: said.detail === null ? null : fit(said.detail),
    }
  })
}

type Next = Pick<Row, 'state' | 'reason' | 'receipt' | 'sent_at' | 'due_at'>

function nextState({ claim, outcome, endedAt }: Attempted, random: number): Next {
  const nothing = { receipt: null, sent_at: null, due_at: null }
  if (outcome.kind === 'delivered') {
    return { state: 'delivered', reason: null, receipt: fit(outcome.receipt), sent_at: endedAt, due_at: null }
  }
  if (outcome.kind === 'permanent') return { ...nothing, state: 'failed', reason: outcome.reason }
  const delay = retryDelaySeconds(claim.attempt, outcome.retryAfterSeconds, random)
  if (delay === undefined) return { ...nothing, state: 'failed', reason: outcome.reason }
  return { ...nothing, state: 'retrying', reason: outcome.reason, due_at: new Date(endedAt.getTime() + delay * 1000) }
}

/** Cut without leaving half a character, which the database would refuse. */
function fit(text: string): string {
  return text.slice(0, 500).replaceAll('\0', '').toWellFormed()
}

const columns = Prisma.sql`(publication_id uuid, id uuid, attempt int, state text, reason text, receipt text, sent_at timestamptz,
  due_at timestamptz, started_at timestamptz, duration_ms int, outcome text, said_reason text, detail text)`

const attemptColumns = Prisma.sql`
  attempts (publication_id, delivery_id, number, started_at, duration_ms, outcome, reason, detail, receipt, worker)`

const overUnknown = Prisma.sql`
  ON CONFLICT (publication_id, delivery_id, number) DO UPDATE SET
    outcome = excluded.outcome, reason = excluded.reason, detail = excluded.detail, receipt = excluded.receipt,
    started_at = excluded.started_at, duration_ms = excluded.duration_ms, worker = excluded.worker
  WHERE attempts.outcome = 'unknown'`

/**
 * The deliveries first, then their attempts, as reclaiming does it: in another order the two would deadlock. Nothing retries for a
 * publication that was canceled meanwhile. What the far side says may name whom it is about: of somebody who was erased nothing is
 * kept.
 */
function recording({ clock, workerName }: Deps, rows: Row[]): Prisma.Sql {
  const changed = Prisma.sql`SELECT publication_id, dispatch_id, channel, before, after, sent_at FROM moved`
  return Prisma.sql`
    WITH o AS MATERIALIZED (
      SELECT o.*, CASE WHEN o.state = 'retrying' AND p.state = 'canceled' THEN 'canceled' ELSE o.state END AS next
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS o ${columns} JOIN publications p ON p.id = o.publication_id
    ), moved AS (
      UPDATE deliveries d SET state = o.next, reason = o.reason, sent_at = o.sent_at,
        due_at = CASE WHEN o.next = 'retrying' THEN o.due_at END,
        receipt = CASE WHEN d.host <> ${erasedHost} THEN o.receipt END,
        batch_id = CASE WHEN o.next = 'retrying' THEN NULL ELSE d.batch_id END, updated_at = ${clock.now()}
      FROM o
      WHERE d.publication_id = o.publication_id AND d.id = o.id
        AND ((d.state = 'sending' AND d.attempts = o.attempt) OR (o.state = 'delivered' AND d.state <> 'delivered'))
      RETURNING d.publication_id, d.id, d.dispatch_id, d.channel, old.state AS before, new.state AS after, new.sent_at, new.reason,
        d.host <> ${erasedHost} AS known, o.attempt, o.started_at, o.duration_ms, o.outcome, o.said_reason, o.detail, o.receipt
    ), attempted AS (
      INSERT INTO ${attemptColumns}
      SELECT publication_id, id, attempt, started_at, duration_ms, outcome, said_reason, CASE WHEN known THEN detail END,
        CASE WHEN known THEN receipt END, ${workerName}
      FROM moved ${overUnknown}
    ), told AS (${addToTallies(changed, shardOf(workerName))}), signalled AS MATERIALIZED (
      SELECT pg_notify('dateline', publication_id::text) FROM (SELECT DISTINCT publication_id FROM moved) AS publications
    )
    SELECT publication_id AS "publicationId", id, dispatch_id AS "dispatchId", channel, before, after AS state, sent_at AS "sentAt",
      reason FROM moved WHERE (SELECT count(*) FROM signalled) > 0`
}

/** Attempts whose delivery went another way meanwhile. */
function recordingLate({ workerName }: Deps, rows: Row[]): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO ${attemptColumns}
    SELECT o.publication_id, o.id, o.attempt, o.started_at, o.duration_ms, o.outcome, o.said_reason,
      CASE WHEN d.host <> ${erasedHost} THEN o.detail END, CASE WHEN d.host <> ${erasedHost} THEN o.receipt END, ${workerName}
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS o ${columns}
    JOIN deliveries d ON d.publication_id = o.publication_id AND d.id = o.id FOR SHARE OF d ${overUnknown}`
}
