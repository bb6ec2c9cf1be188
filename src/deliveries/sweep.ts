import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { isBatchHeld, isDeliveryHeld, isWireHeld } from '../holds/held.ts'
import { killPoint } from '../kill-point.ts'
import { type ReadyBatch, ringFor } from './ring.ts'
import { applyDeltas, type Change } from './tally.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'config'>

/** A ring that was not answered for so long is taken for lost. */
export const lostRingMs = 3_000

/**
 * Gathers what is due (a retry, what an embargo kept back) into new batches, dispatch by dispatch and channel by channel. What is
 * held stays where it is, and all of it where the clocks disagree.
 *
 * @returns the new batches, to be rung for, those of the most urgent and earliest publication first
 */
export async function gatherDue({ db, clock, config }: Deps): Promise<ReadyBatch[]> {
  const clocks = watchClocks(clock)
  // A machine whose clock is wrong from its start on believes its hour alone: what an embargo keeps back would leave early.
  if (!clocks.agree()) return []
  const now = clocks.earlier()
  return db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<(Change & { batchId: string; publicationId: string; urgency: number; releaseAt: Date })[]>`
      WITH due AS (
        SELECT d.id, d.publication_id, d.dispatch_id, d.channel, d.urgency, d.release_at,
          (row_number() OVER (PARTITION BY d.dispatch_id, d.channel ORDER BY d.due_at, d.id) - 1)::int AS place
        FROM (
          SELECT due.id, due.publication_id, due.dispatch_id, due.channel, due.due_at, p.urgency, p.release_at
          FROM deliveries due JOIN publications p ON p.id = due.publication_id AND p.state IN ('releasing', 'released')
          WHERE due.lane IS NULL AND due.batch_id IS NULL AND due.due_at IS NOT NULL AND due.due_at <= ${now} AND due.state IN ('pending', 'retrying')
            AND NOT ${isWireHeld} AND NOT ${isDeliveryHeld({ d: Prisma.sql`due`, p: Prisma.sql`p` })}
          ORDER BY due.due_at LIMIT 5000 FOR UPDATE OF due SKIP LOCKED FOR KEY SHARE OF p SKIP LOCKED
        ) d
      ), part AS MATERIALIZED (
        SELECT publication_id, dispatch_id, channel, part, uuidv7() AS id
        FROM (SELECT DISTINCT publication_id, dispatch_id, channel, place / ${config.batchSize} AS part FROM due) parts
      ), batch AS (
        INSERT INTO batches (id, publication_id, dispatch_id, channel, state, rung_at, created_at)
        SELECT id, publication_id, dispatch_id, channel, 'ready', ${now}, ${now} FROM part
      )
      UPDATE deliveries d SET batch_id = part.id, position = due.place % ${config.batchSize}, state = 'pending', due_at = NULL, updated_at = ${now}
      FROM due JOIN part ON part.publication_id = due.publication_id AND part.dispatch_id = due.dispatch_id AND part.channel = due.channel
        AND part.part = due.place / ${config.batchSize}
      WHERE d.id = due.id AND d.publication_id = due.publication_id
      RETURNING d.batch_id AS "batchId", d.publication_id AS "publicationId", d.dispatch_id AS "dispatchId", d.channel,
        due.urgency, due.release_at AS "releaseAt", old.state AS before, new.state AS state`
    for (const [publicationId, group] of [...Map.groupBy(rows, (row) => row.publicationId)].sort()) {
      await applyDeltas(tx, publicationId, group)
    }
    if (rows.length > 0) killPoint('in-gather')
    const inOrder = rows.sort((a, b) => a.urgency - b.urgency || a.releaseAt.getTime() - b.releaseAt.getTime())
    const batches = inOrder.map(({ batchId, channel, urgency }) => ({ id: batchId, generation: 0, channel, urgency }))
    return [...new Map(batches.map((batch) => [batch.id, batch])).values()]
  })
}

/** The batches whose ring was never sent or never answered, the most urgent and earliest publication first. */
export async function findUnrung({ db, clock }: Deps, limit: number): Promise<ReadyBatch[]> {
  const now = clock.now()
  const lost = new Date(now.getTime() - lostRingMs)
  return db.$queryRaw<ReadyBatch[]>`
    SELECT b.id, b.generation, b.channel, p.urgency FROM batches b JOIN publications p ON p.id = b.publication_id
    WHERE (b.rung_at IS NULL OR b.rung_at < ${lost}) AND ${mayGo(now)} ORDER BY ${inOrder} LIMIT ${limit}`
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
  const rung = await db.$queryRaw<ReadyBatch[]>`
    WITH unrung AS (
      SELECT b.id, p.urgency, row_number() OVER (ORDER BY ${inOrder}) AS place
      FROM batches b JOIN publications p ON p.id = b.publication_id
      WHERE b.rung_at IS NULL AND b.id <> ALL(${except}::uuid[]) AND ${mayGo(now)} ORDER BY ${inOrder} LIMIT ${ringsAtOnce}
    ), rung AS (
      UPDATE batches SET rung_at = ${now} FROM unrung u WHERE batches.id = u.id AND batches.state = 'ready'
      RETURNING batches.id, batches.generation, batches.channel, u.urgency, u.place
    )
    SELECT id, generation, channel, urgency FROM rung ORDER BY place`
  await ringFor({ queue }, rung)
}

// On `batches b` and `publications p`. Ids of batches sort as they were made: targets in order, their deliveries in order.
const inOrder = Prisma.sql`p.urgency, p.release_at, p.id, b.id`

function mayGo(now: Date): Prisma.Sql {
  const isHeld = isBatchHeld({ b: Prisma.sql`b`, p: Prisma.sql`p` })
  return Prisma.sql`b.state = 'ready' AND p.state IN ('releasing', 'released') AND p.release_at <= ${now} AND NOT ${isHeld}`
}
