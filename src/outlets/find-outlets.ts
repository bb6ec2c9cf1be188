import type { z } from 'zod'
import type { Db } from '../db/client.ts'
import { pageOf, toPage } from '../http/page.ts'
import { OutletView, outletExample, toOutletView } from './outlet.ts'
import { type ProfileQuery, whereProfile } from './profile-query.ts'

/** A page of outlets, in the order in which they were made. */
export const OutletPage = pageOf(OutletView).meta({ example: { items: [outletExample], nextCursor: null } })
export type OutletPage = z.infer<typeof OutletPage>

/** Outlets of the wire. */
export async function findOutlets({ db }: { db: Db }, query: ProfileQuery): Promise<OutletPage> {
  const rows = await db.outlet.findMany({ where: whereProfile(query), orderBy: { id: 'asc' }, take: query.limit + 1 })
  return toPage(rows, query.limit, toOutletView)
}
