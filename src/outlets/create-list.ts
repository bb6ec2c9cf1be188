import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { checkList } from './check-list.ts'
import { type NewOutletList, type OutletListView, toOutletListView } from './outlet-list.ts'

/**
 * Makes an outlet list; members by hand are added afterwards.
 *
 * @throws invalid for an unknown owner, or a sector of the rule that the wire does not have
 */
export async function createList(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Principal,
  list: NewOutletList,
): Promise<OutletListView> {
  await checkList(tx, list)
  const now = clock.now()
  const data = { ...list, rule: list.rule ?? Prisma.DbNull, createdAt: now, updatedAt: now }
  const row = await tx.outletList.create({ data })
  const subject = { type: 'outlet-list', id: row.id }
  const accountId = row.ownerAccountId ?? undefined
  await recordEvent({ tx, clock }, principal, { kind: 'outlet-list.created', subject, accountId, data: { after: list } })
  return toOutletListView(row)
}
