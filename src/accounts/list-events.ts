import type { z } from 'zod'
import type { AnyDb, Prisma } from '../db/client.ts'
import { type PageQuery, pageOf, readCursor, toPage } from '../http/page.ts'
import type { Principal } from '../http/principal.ts'
import { EventView, toEventView } from './event-view.ts'
import { principalScope } from './scope.ts'

/** A page of events, newest first. */
export const EventPage = pageOf(EventView).meta({ example: { items: [EventView.meta()?.example], nextCursor: null } })

export type EventPage = z.infer<typeof EventPage>

/**
 * The newest events first, those of a submitter's own account only.
 *
 * @param where which ones, such as `{ releaseId }`
 */
export async function listEvents(
  { db }: { db: AnyDb },
  principal: Principal,
  where: Prisma.EventWhereInput,
  { limit, cursor }: z.infer<typeof PageQuery>,
): Promise<EventPage> {
  const before = readCursor(cursor)
  const rows = await db.event.findMany({
    where: { AND: [where, principalScope(principal), before ? { id: { lt: before } } : {}] },
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
  return toPage(rows, limit, (row) => toEventView(row, principal))
}
