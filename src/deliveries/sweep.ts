import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { isCanceled } from './canceled.ts'
import { retryScheduleSeconds } from './retry.ts'
import { applyDeltas, type Change } from './tally.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'config'>

/** A ring that was not answered for so long is taken for lost. */
export const lostRingMs = 3_000

/**
 * Takes back the batches of workers that gave no sign of life. What they had begun is an attempt of unknown outcome and is
 * tried again, with the same id, as often as any other: what kills its worker each time fails in the end.
 *
 * @returns how many batches came back
 */
export async function reclaimBatches({ db, clock }: Deps): Promise<number> {
  const now = clock.now()
  return db.$transaction(async (tx) => {
    const batches = await tx.$queryRaw<{ id: string; publicationId: string }[]>`
      UPDATE batches SET state = 'ready', generation = generation + 1, leased_by = NULL, lease_expires_at = NULL, rung_at = NULL
      WHERE id IN (SELECT id FROM batches WHERE state = 'leased' AND lease_expires_at < ${now} ORDER BY id FOR UPDATE SKIP LOCKED)
      RETURNING id, publication_id AS "publicationId"`
    for (const [publicationId, group] of [...Map.groupBy(batches, (batch) => batch.publicationId)].sort()) {
      const ids = group.map((batch) => batch.id)
      const state = (await isCanceled(tx, publicationId)) ? 'canceled' : 'pending'
      if (state === 'canceled') await tx.batch.updateMany({ where: { id: { in: ids } }, data: { state: 'done' } })
      const changes = await tx.$queryRaw<Change[]>`
        WITH lost AS (
          UPDATE deliveries SET updated_at = ${now},
            state = CASE WHEN attempts > ${retryScheduleSeconds.length} THEN 'failed' ELSE ${state} END,
            reason = CASE WHEN attempts > ${retryScheduleSeconds.length} THEN 'worker-lost' ELSE reason END
          WHERE publication_id = ${publicationId}::uuid AND batch_id = ANY(${ids}::uuid[]) AND state = 'sending'
          RETURNING id, dispatch_id, channel, attempts, old.state AS before, new.state AS state
        ), unknown AS (
          INSERT INTO attempts (publication_id, delivery_id, number, started_at, duration_ms, outcome, reason, worker)
          SELECT ${publicationId}::uuid, id, attempts, ${now}, 0, 'unknown', 'worker-lost', 'sweep' FROM lost
          ON CONFLICT DO NOTHING
        )
        SELECT dispatch_id AS "dispatchId", channel, before, state FROM lost`
      await applyDeltas(tx, publicationId, changes)
      await signal(tx, publicationId)
    }
    return batches.length
  })
}

/**
 * Gathers what is due (a retry, a delivery that was paced) into new batches, dispatch by dispatch and channel by channel.
 *
 * @returns the new batches, to be rung
 */
export async function gatherDue({ db, clock, config }: Deps): Promise<string[]> {
  const now = clock.now()
  return db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<(Change & { batchId: string; publicationId: string })[]>`
      WITH due AS (
        SELECT d.id, d.publication_id, d.dispatch_id, d.channel,
          (row_number() OVER (PARTITION BY d.dispatch_id, d.channel ORDER BY d.due_at) - 1) / ${config.batchSize} AS part
        FROM (
          SELECT due.id, due.publication_id, due.dispatch_id, due.channel, due.due_at
          FROM deliveries due JOIN publications p ON p.id = due.publication_id AND p.state IN ('releasing', 'released')
          WHERE due.batch_id IS NULL AND due.due_at <= ${now} AND due.state IN ('pending', 'retrying')
          ORDER BY due.due_at LIMIT 5000 FOR UPDATE OF due SKIP LOCKED FOR KEY SHARE OF p SKIP LOCKED
        ) d
      ), part AS MATERIALIZED (
        SELECT publication_id, dispatch_id, channel, part, uuidv7() AS id
        FROM (SELECT DISTINCT publication_id, dispatch_id, channel, part FROM due) parts
      ), batch AS (
        INSERT INTO batches (id, publication_id, dispatch_id, state, rung_at, created_at)
        SELECT id, publication_id, dispatch_id, 'ready', ${now}, ${now} FROM part
      )
      UPDATE deliveries d SET batch_id = part.id, state = 'pending', due_at = NULL, updated_at = ${now}
      FROM due JOIN part USING (publication_id, dispatch_id, channel, part)
      WHERE d.id = due.id AND d.publication_id = due.publication_id
      RETURNING d.batch_id AS "batchId", d.publication_id AS "publicationId", d.dispatch_id AS "dispatchId", d.channel,
        old.state AS before, new.state AS state`
    for (const [publicationId, group] of [...Map.groupBy(rows, (row) => row.publicationId)].sort()) {
      await applyDeltas(tx, publicationId, group)
    }
    return [...new Set(rows.map((row) => row.batchId))]
  })
}

/** The batches whose ring was never sent or never answered, most urgent publication first. */
export async function findUnrung({ db, clock }: Deps, limit: number): Promise<string[]> {
  const now = clock.now()
  const lost = new Date(now.getTime() - lostRingMs)
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT b.id FROM batches b JOIN publications p ON p.id = b.publication_id
    WHERE b.state = 'ready' AND p.state IN ('releasing', 'released') AND p.release_at <= ${now}
      AND (b.rung_at IS NULL OR b.rung_at < ${lost})
    ORDER BY p.urgency, b.id LIMIT ${limit}`
  return rows.map((row) => row.id)
}
