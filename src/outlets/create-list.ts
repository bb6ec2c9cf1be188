import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { checkList } from './check-list.ts'
import { type NewOutletList, type OutletListView, toOutletListView, withParts } from './outlet-list.ts'
import { lockParts, saveParts } from './save-parts.ts'

/**
 * Makes an outlet list; members by hand are added afterwards.
 *
 * @throws invalid for an unknown owner or part, or a sector of the rule that the wire does not have
 */
export async function createList(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Principal,
  list: NewOutletList,
): Promise<OutletListView> {
  const { parts, visibility = parts.length > 0 ? 'owner' : 'everyone', ...fields } = list
  if (parts.length > 0) await lockParts(tx)
  await checkList(tx, list)
  const now = clock.now()
  const data = { ...fields, visibility, rule: list.rule ?? Prisma.DbNull, createdAt: now, updatedAt: now }
  const { id } = await tx.outletList.create({ data })
  if (parts.length > 0) await saveParts(tx, id, parts)
  const row = await tx.outletList.findUniqueOrThrow({ where: { id }, include: withParts })
  const subject = { type: 'outlet-list', id }
  const accountId = row.ownerAccountId ?? undefined
  await recordEvent({ tx, clock }, principal, {
    kind: 'outlet-list.created',
    subject,
    accountId,
    data: { after: { ...list, visibility } },
  })
  return toOutletListView(row)
}
