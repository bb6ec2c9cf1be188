import { z } from 'zod'
import { usableLists, visibleLists } from '../accounts/list-scope.ts'
import { oneLine } from '../accounts/text.ts'
import type { AnyDb } from '../db/client.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../http/page.ts'
import { isStaff, type Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { OutletListView, outletListExample, toCatalogueView, toOutletListView, withParts } from './outlet-list.ts'
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

/** Outlet lists: for the wire's staff all, for a submitter the catalogue: what it may see. */
export async function findLists({ db }: Deps, principal: Principal, query: OutletListQuery): Promise<OutletListPage> {
  const { limit, q, cursor, archived } = query
  const account = await db.account.findUniqueOrThrow({ where: { id: principal.accountId } })
  const after = readCursor(cursor)
  const where = {
    AND: [
      isStaff(principal) ? {} : visibleLists(account),
      after === undefined ? {} : { id: { gt: after } },
      q === undefined ? {} : whereName(q),
      archived ? {} : { archivedAt: null },
    ],
  }
  const rows = await db.outletList.findMany({ where, include: withParts, orderBy: { id: 'asc' }, take: limit + 1 })
  if (isStaff(principal)) return toPage(rows, limit, toOutletListView)
  const ids = rows.map(({ id }) => id)
  const usable = await db.outletList.findMany({
    where: { AND: [usableLists(account), { id: { in: ids } }] },
    select: { id: true },
  })
  const usableIds = new Set(usable.map(({ id }) => id))
  return toPage(rows, limit, (row) => toCatalogueView(row, usableIds.has(row.id)))
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
