import type { Prisma } from '../db/client.ts'
import { isStaff, type Principal } from '../http/principal.ts'

/**
 * The part of a `where` that keeps a query to what a principal may see, for every table with an `accountId`: staff sees
 * all, a submitter what is its own account's. `db.release.findFirst({ where: { id, ...principalScope(principal) } })`.
 */
export function principalScope(principal: Principal): { accountId?: string } {
  return isStaff(principal) ? {} : { accountId: principal.accountId }
}

/** The accounts that a principal may see: a submitter its own. To be combined by AND, since a route may name an id too. */
export function accountScope(principal: Principal): Prisma.AccountWhereInput {
  return isStaff(principal) ? {} : { id: principal.accountId }
}

/** The issuers that a principal may see: a submitter those that its account acts for, as long as they are not archived. */
export function issuerScope(principal: Principal): Prisma.IssuerWhereInput {
  return isStaff(principal) ? {} : { archivedAt: null, accounts: { some: { accountId: principal.accountId } } }
}
