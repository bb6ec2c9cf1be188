import type { Db } from '../db/client.ts'
import { readCursor, toPage } from '../http/page.ts'
import { notFound } from '../problem.ts'
import type { EntitlementPage, EntitlementQuery } from './entitlement.ts'

/**
 * Which accounts are entitled to an outlet list.
 *
 * @throws not-found when there is no such list
 */
export async function findEntitlements(
  { db }: { db: Db },
  outletListId: string,
  { limit, cursor }: EntitlementQuery,
): Promise<EntitlementPage> {
  if ((await db.outletList.count({ where: { id: outletListId } })) === 0) throw notFound('outlet list')
  const after = readCursor(cursor)
  const rows = await db.entitlement.findMany({
    where: { outletListId, ...(after === undefined ? {} : { accountId: { gt: after } }) },
    include: { account: { select: { name: true } } },
    orderBy: { accountId: 'asc' },
    take: limit + 1,
  })
  return toPage(
    rows.map((row) => ({ ...row, id: row.accountId })),
    limit,
    ({ accountId, account, createdAt }) => ({ accountId, accountName: account.name, createdAt: createdAt.toISOString() }),
  )
}
