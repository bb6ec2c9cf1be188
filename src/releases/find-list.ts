import { usableLists, visibleLists } from '../accounts/list-scope.ts'
import type { AnyDb } from '../db/client.ts'

type Account = { id: string; kind: string }

/**
 * Which of these outlet lists an account may send to now: those open to everyone, those that it is entitled to, its own, and
 * for the wire's own accounts all. Archived ones are nobody's.
 *
 * @returns the ids that may be used, in no order
 */
export async function findUsableLists(db: AnyDb, account: Account, listIds: readonly string[]): Promise<Set<string>> {
  const where = { AND: [usableLists(account), { id: { in: [...listIds] } }] }
  const lists = await db.outletList.findMany({ where, select: { id: true } })
  return new Set(lists.map(({ id }) => id))
}

/**
 * Which of these outlet lists an account may know of, though it may not be entitled to send to them.
 *
 * @returns their ids, in no order
 */
export async function findVisibleLists(db: AnyDb, account: Account, listIds: readonly string[]): Promise<Set<string>> {
  const where = { AND: [visibleLists(account), { id: { in: [...listIds] } }] }
  const lists = await db.outletList.findMany({ where, select: { id: true } })
  return new Set(lists.map(({ id }) => id))
}
