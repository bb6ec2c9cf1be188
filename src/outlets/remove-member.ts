import { recordEvent } from '../accounts/events.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { lockInUse, type Owner } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Takes an outlet or a journalist off a list. Who stands on it by its rule alone stays.
 *
 * @throws not-found without such a list
 */
export async function removeMember(
  { db, clock }: Deps,
  principal: Principal,
  { listId, member }: { listId: string; member: Owner },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const subject = { type: 'outlet-list', id: listId } as const
    await lockInUse(tx, subject)
    const owner = member.type === 'outlet' ? { outletId: member.id } : { journalistId: member.id }
    const { count } = await tx.outletListMember.deleteMany({ where: { outletListId: listId, ...owner } })
    if (count > 0) await recordEvent({ tx, clock }, principal, { kind: 'outlet-list.member-removed', subject, data: { member } })
  })
}
