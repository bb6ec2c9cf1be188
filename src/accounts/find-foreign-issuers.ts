import type { AnyDb } from '../db/client.ts'

/**
 * For which issuers an account may not act: those it is not authorised for, archived ones, and ids of nothing. An account
 * of the wire needs authorisation like any other.
 *
 * @returns some of the ids that were asked about, in their order; empty when it may act for all
 */
export async function findForeignIssuers({ db }: { db: AnyDb }, accountId: string, issuerIds: string[]): Promise<string[]> {
  const own = await db.issuer.findMany({
    where: { id: { in: issuerIds }, archivedAt: null, accounts: { some: { accountId } } },
    select: { id: true },
  })
  const ownIds = new Set(own.map(({ id }) => id))
  // An id may come in capitals; Postgres answers in lower case.
  return issuerIds.filter((id) => !ownIds.has(id.toLowerCase()))
}
