import { z } from 'zod'
import { type AnyDb, Prisma } from '../db/client.ts'
import { findPage, inOrder, isAmong, SortedQuery } from '../http/find-page.ts'
import { pageOf } from '../http/page.ts'
import { isStaff, type Principal } from '../http/principal.ts'
import { AccountView, toAccountView } from './account.ts'
import { accountScope } from './scope.ts'

/** A page of accounts, in the order that was asked for. */
export const AccountPage = pageOf(AccountView).meta({ example: { items: [AccountView.meta()?.example], nextCursor: null } })

/** How accounts are listed. */
export const AccountQuery = z.strictObject({
  ...SortedQuery.shape,
  archived: z.stringbool().default(false).meta({ description: 'true lists archived ones too' }),
})

/** Accounts: for the wire's staff all, for a submitter its own. */
export async function findAccounts(
  { db }: { db: AnyDb },
  principal: Principal,
  query: z.infer<typeof AccountQuery>,
): Promise<z.infer<typeof AccountPage>> {
  const scoped = isStaff(principal) ? [] : await db.account.findMany({ where: accountScope(principal), select: { id: true } })
  const condition = Prisma.sql`
    ${isStaff(principal) ? Prisma.sql`true` : isAmong(scoped.map(({ id }) => id))}
    AND ${query.archived ? Prisma.sql`true` : Prisma.sql`t.archived_at IS NULL`}`
  const { ids, nextCursor } = await findPage(db, { table: 'accounts', name: Prisma.sql`t.name`, condition }, query)
  const rows = await db.account.findMany({ where: { id: { in: ids } } })
  return { items: inOrder(ids, rows).map(toAccountView), nextCursor }
}
