import { recordEvent } from '../accounts/events.ts'
import { inTransaction, Prisma, type Tx } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import type { AddedMembers, NewMembers } from './member.ts'
import { requireOwners } from './require-owners.ts'
import { lockInUse, type Owner } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Puts outlets and journalists on a list by hand. Who stands on it already stays once.
 *
 * @throws not-found without such a list; invalid for ids that are missing or archived, and then nobody is added
 */
export async function addMembers(
  { db, clock }: Deps,
  principal: Principal,
  { listId, members }: { listId: string; members: NewMembers },
): Promise<AddedMembers> {
  return inTransaction(db, async (tx) => {
    const subject = { type: 'outlet-list', id: listId } as const
    await lockInUse(tx, subject)
    await requireOwners(tx, { type: 'outlet', ids: members.outletIds, pointer: '/outletIds' })
    await requireOwners(tx, { type: 'journalist', ids: members.journalistIds, pointer: '/journalistIds' })
    const outletIds = await insertMembers(tx, listId, { type: 'outlet', ids: members.outletIds })
    const journalistIds = await insertMembers(tx, listId, { type: 'journalist', ids: members.journalistIds })
    if (outletIds.length + journalistIds.length > 0) {
      const data = { added: { outletIds, journalistIds } }
      await recordEvent({ tx, clock }, principal, { kind: 'outlet-list.members-added', subject, data })
    }
    return { outlets: outletIds.length, journalists: journalistIds.length }
  })
}

/**
 * Puts one outlet or journalist on a list by hand.
 *
 * @throws not-found without such a list or member
 */
export async function addMember(
  { db, clock }: Deps,
  principal: Principal,
  { listId, member }: { listId: string; member: Owner },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const subject = { type: 'outlet-list', id: listId } as const
    await lockInUse(tx, subject)
    await lockInUse(tx, member)
    const added = await insertMembers(tx, listId, { type: member.type, ids: [member.id] })
    if (added.length > 0)
      await recordEvent({ tx, clock }, principal, { kind: 'outlet-list.member-added', subject, data: { member } })
  })
}

/** @returns the ids that were not on the list before */
async function insertMembers(
  tx: Tx,
  listId: string,
  { type, ids }: { type: Owner['type']; ids: readonly string[] },
): Promise<string[]> {
  const column = Prisma.raw(type === 'outlet' ? 'outlet_id' : 'journalist_id')
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO outlet_list_members (outlet_list_id, ${column}) SELECT ${listId}::uuid, unnest(${ids}::uuid[])
    ON CONFLICT DO NOTHING RETURNING ${column} AS id`
  return rows.map(({ id }) => id)
}
