import type { z } from 'zod'
import type { Db } from '../db/client.ts'
import { pageOf, toPage } from '../http/page.ts'
import { Id } from '../ids.ts'
import { JournalistView, journalistExample, toJournalistView, withOutlets } from './journalist.ts'
import { ProfileQuery, whereProfile } from './profile-query.ts'

/** How journalists are searched. */
export const JournalistQuery = ProfileQuery.extend({ outletId: Id.optional().meta({ description: 'who works there' }) })
export type JournalistQuery = z.infer<typeof JournalistQuery>

/** A page of journalists, in the order in which they were made. */
export const JournalistPage = pageOf(JournalistView).meta({ example: { items: [journalistExample], nextCursor: null } })
export type JournalistPage = z.infer<typeof JournalistPage>

/** Journalists of the wire. */
export async function findJournalists({ db }: { db: Db }, query: JournalistQuery): Promise<JournalistPage> {
  const { outletId, limit } = query
  const where = { ...whereProfile(query), ...(outletId === undefined ? {} : { outlets: { some: { outletId } } }) }
  const rows = await db.journalist.findMany({ where, include: withOutlets, orderBy: { id: 'asc' }, take: limit + 1 })
  return toPage(rows, limit, toJournalistView)
}
