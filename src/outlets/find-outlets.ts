import type { z } from 'zod'
import { type Db, Prisma } from '../db/client.ts'
import { findPage, inOrder } from '../http/find-page.ts'
import { pageOf } from '../http/page.ts'
import { OutletView, outletExample, toOutletView } from './outlet.ts'
import { meetsProfile, type ProfileQuery } from './profile-query.ts'

/** A page of outlets, in the order that was asked for. */
export const OutletPage = pageOf(OutletView).meta({ example: { items: [outletExample], nextCursor: null } })
export type OutletPage = z.infer<typeof OutletPage>

/** Outlets of the wire. */
export async function findOutlets({ db }: { db: Db }, query: ProfileQuery): Promise<OutletPage> {
  const source = { table: 'outlets', name: Prisma.sql`t.name`, condition: meetsProfile(query) } as const
  const { ids, nextCursor } = await findPage(db, source, query)
  const rows = await db.outlet.findMany({ where: { id: { in: ids } } })
  return { items: inOrder(ids, rows).map(toOutletView), nextCursor }
}
