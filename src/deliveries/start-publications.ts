import { recordingEvents } from '../accounts/events.ts'
import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { isPublicationHeld } from '../holds/held.ts'

type Deps = Pick<AppDeps, 'fast' | 'clock' | 'log'>

/** A start that comes later than this is not made: the hour has passed and an editor decides. */
export const overdueAfterMs = 15 * 60_000

/** A publication that has just started. */
export type Started = { id: string; startedAt: Date; lateMs: number }

/** A publication as a worker has armed it. */
export type Armed = { publicationId: string; revision: number }

/**
 * Opens the gate of publications whose hour has come by both clocks. One conditional update: a cancellation, a new hour or a hold
 * that committed first wins. What is held is `held` from its hour on, and starts when it is let go, however late: whoever lifts a
 * hold has decided that. A later version starts once its lists are expanded, and what waits for editions once it has them. Where the clocks disagree nothing starts.
 *
 * @param armed only this one, and only at the revision that was armed
 * @returns those that started
 */
export async function startPublications({ fast, clock, log }: Deps, armed?: Armed): Promise<Started[]> {
  const clocks = watchClocks(clock)
  if (!clocks.agree()) {
    log.error({ apartMs: clocks.apartMs() }, 'the clocks of this machine disagree: nothing starts here until they agree again')
    return []
  }
  const begun = await fast.ask<Started & { state: string }>(starting(clocks.earlier(), armed))
  return begun.filter(({ state }) => state === 'releasing')
}

// Until its lists are expanded nobody knows whom it overtakes: what goes on of an earlier version would go after its release.
const isUnexpandedLater = Prisma.sql`
  p.version_number > 1 AND EXISTS (SELECT FROM dispatches x WHERE x.publication_id = p.id AND x.state = 'waiting')`

// What is to leave together waits for its last edition, or for what is decided without it.
const isAwaiting = Prisma.sql`
  p.pending_together AND EXISTS (SELECT FROM dispatches x WHERE x.publication_id = p.id AND x.state = 'pending')`

/** One statement, with its events and signals: the shorter the gate takes to open, the sooner the first leaves. */
function starting(now: Date, armed: Armed | undefined): Prisma.Sql {
  const latest = new Date(now.getTime() - overdueAfterMs)
  const held = isPublicationHeld(Prisma.sql`p`)
  const which = armed
    ? Prisma.sql`p.id = ${armed.publicationId}::uuid AND p.revision = ${armed.revision} AND p.state = 'scheduled'`
    : Prisma.sql`p.state IN ('scheduled', 'held') AND (p.state = 'scheduled' OR NOT ${held})`
  // Whoever armed one waits for the other that opens it: then the gate is open for both.
  const skip = armed ? Prisma.empty : Prisma.sql`SKIP LOCKED`
  const events = Prisma.sql`
    SELECT ${now}::timestamptz, CASE state WHEN 'releasing' THEN 'publication.started' ELSE 'publication.' || state END, 'dateline',
      'publication', id::text, account_id, release_id, jsonb_strip_nulls(jsonb_build_object('lateMs', late_ms)) FROM started`
  return Prisma.sql`
    WITH due AS MATERIALIZED (
      SELECT p.id, CASE
          WHEN ${held} THEN 'held'
          WHEN p.state = 'scheduled' AND p.release_at < ${latest} THEN 'overdue'
          ELSE 'releasing' END AS next
      FROM publications p
      WHERE ${which} AND p.release_at <= ${now} AND NOT (${isUnexpandedLater}) AND (NOT (${isAwaiting}) OR p.state = 'scheduled' AND ${held})
      ORDER BY p.urgency, p.release_at FOR UPDATE OF p ${skip}
    ), started AS (
      UPDATE publications SET updated_at = ${now}, state = due.next,
        started_at = CASE WHEN due.next = 'releasing' THEN ${now}::timestamptz END,
        late_ms = CASE WHEN due.next <> 'held' THEN LEAST(2147483647, EXTRACT(EPOCH FROM (${now}::timestamptz - release_at)) * 1000)::int END
      FROM due WHERE publications.id = due.id
      RETURNING publications.id, release_id, account_id, publications.state, started_at, late_ms
    ), told AS (${recordingEvents(events)}), signalled AS MATERIALIZED (SELECT pg_notify('dateline', id::text) FROM started)
    SELECT id, state, started_at AS "startedAt", late_ms AS "lateMs" FROM started WHERE (SELECT count(*) FROM signalled) > 0`
}
