import { z } from 'zod'
import { usableLists, visibleLists } from '../accounts/list-scope.ts'
import { type AnyDb, Prisma } from '../db/client.ts'
import { nameContains } from '../db/names.ts'
import { findPage, inOrder, isAmong, SortedQuery } from '../http/find-page.ts'
import { pageOf } from '../http/page.ts'
import { isStaff, type Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { OutletListView, outletListExample, toCatalogueView, toOutletListView, withParts } from './outlet-list.ts'
import { Archived, NamePart } from './profile-query.ts'

type Deps = { db: AnyDb }

/** How outlet lists are searched. */
export const OutletListQuery = z.strictObject({
  ...SortedQuery.shape,
  q: NamePart.optional(),
  archived: Archived.meta({ description: 'true: archived ones, too; for the wire’s staff' }),
})
export type OutletListQuery = z.infer<typeof OutletListQuery>

/** A page of outlet lists, in the order that was asked for. */
export const OutletListPage = pageOf(OutletListView).meta({ example: { items: [outletListExample], nextCursor: null } })
export type OutletListPage = z.infer<typeof OutletListPage>

/** Outlet lists: for the wire's staff all, for a submitter the catalogue: what it may see. */
export async function findLists({ db }: Deps, principal: Principal, query: OutletListQuery): Promise<OutletListPage> {
  const { q, archived } = query
  const account = await db.account.findUniqueOrThrow({ where: { id: principal.accountId } })
  const condition = Prisma.join(
    [
      isStaff(principal) ? Prisma.sql`true` : isAmong(await idsOf(db, visibleLists(account))),
      archived ? Prisma.sql`true` : Prisma.sql`t.archived_at IS NULL`,
      q === undefined ? Prisma.sql`true` : nameContains(Prisma.sql`t.name`, q),
    ],
    ' AND ',
  )
  const { ids, nextCursor } = await findPage(db, { table: 'outlet_lists', name: Prisma.sql`t.name`, condition }, query)
  const rows = inOrder(ids, await db.outletList.findMany({ where: { id: { in: ids } }, include: withParts }))
  if (isStaff(principal)) return { items: rows.map(toOutletListView), nextCursor }
  const usable = new Set(await idsOf(db, { AND: [usableLists(account), { id: { in: ids } }] }))
  return { items: rows.map((row) => toCatalogueView(row, usable.has(row.id))), nextCursor }
}

async function idsOf(db: AnyDb, where: Prisma.OutletListWhereInput): Promise<string[]> {
  const rows = await db.outletList.findMany({ where, select: { id: true } })
  return rows.map(({ id }) => id)
}

/**
 * An outlet list; archived ones for the wire's staff only.
 *
 * @throws not-found when there is none, or the principal may not see it
 */
export async function getList({ db }: Deps, principal: Principal, id: string): Promise<OutletListView> {
  if (isStaff(principal)) {
    const row = await db.outletList.findUnique({ where: { id }, include: withParts })
    if (!row) throw notFound('outlet list')
    return toOutletListView(row)
  }
  const account = await db.account.findUniqueOrThrow({ where: { id: principal.accountId } })
  const row = await db.outletList.findFirst({ where: { AND: [{ id }, visibleLists(account)] } })
  if (!row) throw notFound('outlet list')
  return toCatalogueView(row, (await db.outletList.count({ where: { AND: [{ id }, usableLists(account)] } })) > 0)
}
