import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import type { AnyDb, Prisma } from '../db/client.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../http/page.ts'
import { isStaff, type Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { OutletListView, outletListExample, toOutletListView } from './outlet-list.ts'
import { Archived, whereName } from './profile-query.ts'

type Deps = { db: AnyDb }

/** How outlet lists are searched. */
export const OutletListQuery = z.strictObject({
  ...PageQuery.shape,
  q: oneLine(200).optional().meta({ description: 'part of the name, in any case of letters' }),
  archived: Archived.meta({ description: 'true: archived ones, too; for the wire’s staff' }),
})
export type OutletListQuery = z.infer<typeof OutletListQuery>

/** A page of outlet lists, in the order in which they were made. */
export const OutletListPage = pageOf(OutletListView).meta({ example: { items: [outletListExample], nextCursor: null } })
export type OutletListPage = z.infer<typeof OutletListPage>

/** Outlet lists: for the wire's staff all, for a submitter those it may send to. */
export async function findLists({ db }: Deps, principal: Principal, query: OutletListQuery): Promise<OutletListPage> {
  const { limit, q, cursor, archived } = query
  const after = readCursor(cursor)
  const where = {
    AND: [
      mayUse(principal),
      after === undefined ? {} : { id: { gt: after } },
      q === undefined ? {} : whereName(q),
      archived ? {} : { archivedAt: null },
    ],
  }
  const rows = await db.outletList.findMany({ where, orderBy: { id: 'asc' }, take: limit + 1 })
  return toPage(rows, limit, toOutletListView)
}

/**
 * An outlet list; archived ones for the wire's staff only.
 *
 * @throws not-found when there is none, or it is not theirs to use
 */
export async function getList({ db }: Deps, principal: Principal, id: string): Promise<OutletListView> {
  const row = await db.outletList.findFirst({ where: { AND: [{ id }, mayUse(principal)] } })
  if (!row) throw notFound('outlet list')
  return toOutletListView(row)
}

function mayUse(principal: Principal): Prisma.OutletListWhereInput {
  if (isStaff(principal)) return {}
  return { archivedAt: null, OR: [{ visibility: 'everyone' }, { ownerAccountId: principal.accountId }] }
}
