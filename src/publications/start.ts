import { recordEvent } from '../accounts/events.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'queue'>

/** A start that comes later than this is not made: the hour has passed and an editor decides. */
export const overdueAfterMs = 15 * 60_000

/**
 * Opens the gate of every publication whose hour has come, and rings for its batches. One conditional update: a cancellation
 * or a new hour that committed first wins.
 *
 * @returns how many started
 */
export async function startDue({ db, clock, queue }: Deps): Promise<number> {
  const now = clock.now()
  const latest = new Date(now.getTime() - overdueAfterMs)
  const started = await db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<
      { id: string; releaseId: string; accountId: string; state: string; urgency: number; lateMs: number }[]
    >`
      UPDATE publications SET updated_at = ${now},
        state = CASE WHEN release_at < ${latest} THEN 'overdue' ELSE 'releasing' END,
        started_at = CASE WHEN release_at < ${latest} THEN NULL ELSE ${now}::timestamptz END,
        late_ms = LEAST(2147483647, EXTRACT(EPOCH FROM (${now}::timestamptz - release_at)) * 1000)::int
      WHERE id IN (SELECT id FROM publications WHERE state = 'scheduled' AND release_at <= ${now} ORDER BY urgency, release_at FOR UPDATE SKIP LOCKED)
      RETURNING id, release_id AS "releaseId", account_id AS "accountId", state, urgency, late_ms AS "lateMs"`
    for (const { id, releaseId, accountId, state, lateMs } of rows) {
      const kind = state === 'overdue' ? 'publication.overdue' : 'publication.started'
      const subject = { type: 'publication', id }
      await recordEvent({ tx, clock }, undefined, { kind, subject, accountId, releaseId, data: { lateMs } })
      await signal(tx, id)
    }
    return rows.filter(({ state }) => state === 'releasing')
  })
  // Together: a queue that is away makes each ring wait for its time-out.
  await Promise.all(started.map(({ id, urgency }) => ringBatches({ db, clock, queue }, id, urgency)))
  return started.length
}

/** Rings for the batches of a publication that are ready. */
export async function ringBatches({ db, clock, queue }: Deps, publicationId: string, urgency: number): Promise<void> {
  const batches = await db.$queryRaw<{ id: string; generation: number }[]>`
    UPDATE batches SET rung_at = ${clock.now()} WHERE publication_id = ${publicationId}::uuid AND state = 'ready'
    RETURNING id, generation`
  await queue.ring(
    'deliver',
    batches.map(({ id, generation }) => ({ id, ring: `g${generation}`, urgent: urgency <= 2 })),
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
