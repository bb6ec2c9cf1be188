import type { z } from 'zod'
import { type AnyDb, Prisma } from '../db/client.ts'
import { type PageQuery, pageOf, readCursor, toPage } from '../http/page.ts'
import type { Principal } from '../http/principal.ts'
import { type EventFilter, eventsWhere } from './event-filter.ts'
import { EventView, toEventView } from './event-view.ts'

/** A page of events, newest first. */
export const EventPage = pageOf(EventView).meta({ example: { items: [EventView.meta()?.example], nextCursor: null } })

export type EventPage = z.infer<typeof EventPage>

/**
 * The newest events first, of those that the principal may see.
 *
 * @param filter which ones, such as `{ releaseId }`
 */
export async function listEvents(
  { db }: { db: AnyDb },
  principal: Principal,
  filter: EventFilter,
  { limit, cursor }: z.infer<typeof PageQuery>,
): Promise<EventPage> {
  const where = await eventsWhere(db, principal, filter)
  const rows = await readEvents(db, where, { before: readCursor(cursor), limit: limit + 1 })
  return toPage(rows, limit, (row) => toEventView(row, principal))
}

/** Events of a filter made SQL by eventsWhere, newest first, from below an id on. */
export function readEvents(
  db: AnyDb,
  where: Prisma.Sql,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<Prisma.EventModel[]> {
  const older = before === undefined ? Prisma.empty : Prisma.sql`AND e.id < ${before}::uuid`
  return db.$queryRaw<Prisma.EventModel[]>`
    SELECT e.id, e.at, e.kind, e.account_id AS "accountId", e.key_id AS "keyId", e.actor, e.ip, e.subject_type AS "subjectType",
      e.subject_id AS "subjectId", e.release_id AS "releaseId", e.reason, e.data
    FROM events e WHERE ${where} ${older} ORDER BY e.id DESC LIMIT ${limit}`
}
