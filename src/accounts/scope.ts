import type { Prisma } from '../db/client.ts'
import { isStaff, type Principal } from '../http/principal.ts'

/**
 * The part of a `where` that keeps a query to what a principal may see of releases and publications: a test key the test ones
 * only, a live key the others; staff those of every account, a submitter its own account's.
 * `db.release.findFirst({ where: { id, ...principalScope(principal) } })`.
 */
export function principalScope(principal: Principal): { accountId?: string; test: boolean } {
  const test = principal.mode === 'test'
  return isStaff(principal) ? { test } : { accountId: principal.accountId, test }
}

/** The accounts that a principal may see: a submitter its own. To be combined by AND, since a route may name an id too. */
export function accountScope(principal: Principal): Prisma.AccountWhereInput {
  return isStaff(principal) ? {} : { id: principal.accountId }
}

/** The issuers that a principal may see: a submitter those that its account acts for, as long as they are not archived. */
export function issuerScope(principal: Principal): Prisma.IssuerWhereInput {
  return isStaff(principal) ? {} : { archivedAt: null, accounts: { some: { accountId: principal.accountId } } }
}
