import { Prisma } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { isBatchHeld, isDeliveryHeld, isWireHeld } from '../holds/held.ts'
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
 * Gathers what is due (a retry, a delivery that was paced) into new batches, dispatch by dispatch and channel by channel. What is
 * held stays where it is.
 *
 * @returns the new batches, to be rung, those of the most urgent and earliest publication first
 */
export async function gatherDue({ db, clock, config }: Deps): Promise<string[]> {
  const now = clock.now()
  return db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<(Change & { batchId: string; publicationId: string; urgency: number; releaseAt: Date })[]>`
      WITH due AS (
        SELECT d.id, d.publication_id, d.dispatch_id, d.channel, d.urgency, d.release_at,
          (row_number() OVER (PARTITION BY d.dispatch_id, d.channel ORDER BY d.due_at) - 1) / ${config.batchSize} AS part
        FROM (
          SELECT due.id, due.publication_id, due.dispatch_id, due.channel, due.due_at, p.urgency, p.release_at
          FROM deliveries due JOIN publications p ON p.id = due.publication_id AND p.state IN ('releasing', 'released')
          WHERE due.batch_id IS NULL AND due.due_at <= ${now} AND due.state IN ('pending', 'retrying')
            AND NOT ${isWireHeld} AND NOT ${isDeliveryHeld({ d: Prisma.sql`due`, p: Prisma.sql`p` })}
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
        due.urgency, due.release_at AS "releaseAt", old.state AS before, new.state AS state`
    for (const [publicationId, group] of [...Map.groupBy(rows, (row) => row.publicationId)].sort()) {
      await applyDeltas(tx, publicationId, group)
    }
    const inOrder = rows.sort((a, b) => a.urgency - b.urgency || a.releaseAt.getTime() - b.releaseAt.getTime())
    return [...new Set(inOrder.map((row) => row.batchId))]
  })
}

/** The batches whose ring was never sent or never answered, the most urgent and earliest publication first. */
export async function findUnrung({ db, clock }: Deps, limit: number): Promise<string[]> {
  const now = clock.now()
  const lost = new Date(now.getTime() - lostRingMs)
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT b.id FROM batches b JOIN publications p ON p.id = b.publication_id
    WHERE (b.rung_at IS NULL OR b.rung_at < ${lost}) AND ${mayGo(now)} ORDER BY ${inOrder} LIMIT ${limit}`
  return rows.map((row) => row.id)
}

/** At most so many rings at once, so that none is lost for having to wait too long. */
const ringsAtOnce = 500

/**
 * Rings for batches that nobody was ever rung for, such as those of a hold that has just been lifted.
 *
 * @param except those that are taken already
 */
export async function ringUnrung({ db, clock, queue }: Deps & Pick<AppDeps, 'queue'>, except: string[]): Promise<void> {
  const now = clock.now()
  const rung = await db.$queryRaw<{ id: string; generation: number; urgency: number }[]>`
    WITH unrung AS (
      SELECT b.id, p.urgency, row_number() OVER (ORDER BY ${inOrder}) AS place
      FROM batches b JOIN publications p ON p.id = b.publication_id
      WHERE b.rung_at IS NULL AND b.id <> ALL(${except}::uuid[]) AND ${mayGo(now)} ORDER BY ${inOrder} LIMIT ${ringsAtOnce}
    ), rung AS (
      UPDATE batches SET rung_at = ${now} FROM unrung u WHERE batches.id = u.id AND batches.state = 'ready'
      RETURNING batches.id, batches.generation, u.urgency, u.place
    )
    SELECT id, generation, urgency FROM rung ORDER BY place`
  await queue.ring(
    'deliver',
    rung.map(({ id, generation, urgency }) => ({ id, ring: `g${generation}`, urgent: urgency <= 2 })),
  )
}

// On `batches b` and `publications p`. Ids of batches sort as they were made: targets in order, their deliveries in order.
const inOrder = Prisma.sql`p.urgency, p.release_at, p.id, b.id`

function mayGo(now: Date): Prisma.Sql {
  const isHeld = isBatchHeld({ b: Prisma.sql`b`, p: Prisma.sql`p` })
  return Prisma.sql`b.state = 'ready' AND p.state IN ('releasing', 'released') AND p.release_at <= ${now} AND NOT ${isHeld}`
}
