import type { z } from 'zod'
import { type Db, Prisma } from '../db/client.ts'
import { findPage, inOrder } from '../http/find-page.ts'
import { pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'
import { JournalistView, journalistExample, toJournalistView, withOutlets } from './journalist.ts'
import { meetsProfile, ProfileQuery } from './profile-query.ts'

/** How journalists are searched. */
export const JournalistQuery = ProfileQuery.extend({ outletId: Id.optional().meta({ description: 'who works there' }) })
export type JournalistQuery = z.infer<typeof JournalistQuery>

/** A page of journalists, in the order that was asked for. */
export const JournalistPage = pageOf(JournalistView).meta({ example: { items: [journalistExample], nextCursor: null } })
export type JournalistPage = z.infer<typeof JournalistPage>

/** Journalists of the wire. */
export async function findJournalists({ db }: { db: Db }, query: JournalistQuery): Promise<JournalistPage> {
  const { outletId } = query
  const worksThere =
    outletId === undefined
      ? Prisma.sql`true`
      : Prisma.sql`t.id IN (SELECT journalist_id FROM journalist_outlets WHERE outlet_id = ${outletId}::uuid)`
  const condition = Prisma.sql`${meetsProfile(query)} AND ${worksThere}`
  const { ids, nextCursor } = await findPage(db, { table: 'journalists', name: Prisma.sql`t.name`, condition }, query)
  const rows = await db.journalist.findMany({ where: { id: { in: ids } }, include: withOutlets })
  return { items: inOrder(ids, rows).map(toJournalistView), nextCursor }
}
