import { recordEvent } from '../accounts/events.ts'
import { Prisma, type Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { isBatchHeld, isPublicationHeld } from '../holds/held.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'queue'>

/** A start that comes later than this is not made: the hour has passed and an editor decides. */
export const overdueAfterMs = 15 * 60_000

/**
 * Opens the gate of every publication whose hour has come, and rings for its batches. One conditional update: a cancellation
 * or a new hour that committed first wins. What is held is `held` from its hour on, and starts when it is let go, however late:
 * whoever lifts a hold has decided that.
 *
 * @returns how many started
 */
export async function startDue({ db, clock, queue }: Deps): Promise<number> {
  const started = await db.$transaction(async (tx) => {
    const rows = await takeDue(tx, clock.now())
    for (const { id, releaseId, accountId, state, lateMs } of rows) {
      const kind = state === 'releasing' ? 'publication.started' : `publication.${state}`
      const subject = { type: 'publication', id }
      const data = lateMs === null ? {} : { lateMs }
      await recordEvent({ tx, clock }, undefined, { kind, subject, accountId, releaseId, data })
      await signal(tx, id)
    }
    return rows.filter(({ state }) => state === 'releasing').map(({ id }) => id)
  })
  await ringBatches({ db, clock, queue }, started)
  return started.length
}

type Due = { id: string; releaseId: string; accountId: string; state: 'releasing' | 'held' | 'overdue'; lateMs: number | null }

async function takeDue(tx: Tx, now: Date): Promise<Due[]> {
  const latest = new Date(now.getTime() - overdueAfterMs)
  return tx.$queryRaw<Due[]>`
    WITH due AS (
      SELECT p.id, CASE
          WHEN ${isPublicationHeld(Prisma.sql`p`)} THEN 'held'
          WHEN p.state = 'scheduled' AND p.release_at < ${latest} THEN 'overdue'
          ELSE 'releasing' END AS next
      FROM publications p
      WHERE p.state IN ('scheduled', 'held') AND p.release_at <= ${now}
        AND (p.state = 'scheduled' OR NOT ${isPublicationHeld(Prisma.sql`p`)})
      ORDER BY p.urgency, p.release_at FOR UPDATE OF p SKIP LOCKED
    )
    UPDATE publications SET updated_at = ${now}, state = due.next,
      started_at = CASE WHEN due.next = 'releasing' THEN ${now}::timestamptz END,
      late_ms = CASE WHEN due.next <> 'held' THEN LEAST(2147483647, EXTRACT(EPOCH FROM (${now}::timestamptz - release_at)) * 1000)::int END
    FROM due WHERE publications.id = due.id
    RETURNING publications.id, release_id AS "releaseId", account_id AS "accountId", publications.state, late_ms AS "lateMs"`
}

/** Rings for the batches of publications that are ready, those of the most urgent and earliest first. What is held is not rung for. */
export async function ringBatches({ db, clock, queue }: Deps, publicationIds: string[]): Promise<void> {
  if (publicationIds.length === 0) return
  const batches = await db.$queryRaw<{ id: string; generation: number; urgency: number }[]>`
    WITH rung AS (
      UPDATE batches SET rung_at = ${clock.now()} FROM publications p
      WHERE p.id = ANY(${publicationIds}::uuid[]) AND batches.publication_id = p.id AND batches.state = 'ready'
        AND NOT ${isBatchHeld({ b: Prisma.sql`batches`, p: Prisma.sql`p` })}
      RETURNING batches.id, generation, p.urgency, p.release_at, p.id AS publication_id
    )
    SELECT id, generation, urgency FROM rung ORDER BY urgency, release_at, publication_id, id`
  await queue.ring(
    'deliver',
    batches.map(({ id, generation, urgency }) => ({ id, ring: `g${generation}`, urgent: urgency <= 2 })),
  )
}

/** When the next scheduled publication is due, if that is within so many milliseconds. */
export async function findNextStart({ db, clock }: Deps, withinMs: number): Promise<Date | undefined> {
  const until = new Date(clock.now().getTime() + withinMs)
  const next = await db.publication.findFirst({
    where: { state: 'scheduled', releaseAt: { lte: until } },
    orderBy: { releaseAt: 'asc' },
    select: { releaseAt: true },
  })
  return next?.releaseAt
}
