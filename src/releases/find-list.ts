import type { AnyDb } from '../db/client.ts'

/**
 * Which of these outlet lists an account may use now: those open to everyone, its own, and for the wire's own accounts the
 * wire's. Archived ones are nobody's.
 *
 * @returns the ids that may be used, in no order
 */
export async function findUsableLists(
  db: AnyDb,
  account: { id: string; kind: string },
  listIds: readonly string[],
): Promise<Set<string>> {
  const owner =
    account.kind === 'wire' ? [{ ownerAccountId: account.id }, { ownerAccountId: null }] : [{ ownerAccountId: account.id }]
  const lists = await db.outletList.findMany({
    where: { id: { in: [...listIds] }, archivedAt: null, OR: [{ visibility: 'everyone' }, ...owner] },
    select: { id: true },
  })
  return new Set(lists.map(({ id }) => id))
}
