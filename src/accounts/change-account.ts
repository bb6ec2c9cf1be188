import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { type AccountChange, type AccountView, toAccountView } from './account.ts'
import { differenceOf } from './difference.ts'
import { recordEvent } from './events.ts'
import { lockAccount } from './get-account.ts'
import type { RevisionCheck } from './revision.ts'

/**
 * Changes an account. What already is as it was sent makes no new revision.
 *
 * @throws not-found; wrong-state when it is archived, or would leave the wire while it holds keys of staff
 */
export async function changeAccount(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  id: string,
  { change, checkRevision }: { change: AccountChange; checkRevision: RevisionCheck },
): Promise<AccountView> {
  const { tx, clock } = deps
  const account = await lockAccount(tx, id)
  checkRevision(account.revision)
  if (account.archivedAt) throw new Problem('wrong-state', 'This account is archived and stays as it is. Create another.')
  const limits = change.limits && { ...toAccountView(account).limits, ...change.limits }
  const wanted = { ...change, ...(limits ? { limits } : {}) }
  const data = differenceOf(toAccountView(account), wanted)
  if (!data) return toAccountView(account)
  if (data.after.kind) await refuseStaffKeys(tx, id)
  const changed = await tx.account.update({
    where: { id },
    data: { ...wanted, revision: { increment: 1 }, updatedAt: clock.now() },
  })
  await recordEvent(deps, principal, { kind: 'account.changed', subject: { type: 'account', id }, accountId: id, data })
  return toAccountView(changed)
}

async function refuseStaffKeys(tx: Tx, accountId: string): Promise<void> {
  const staffKey = await tx.apiKey.findFirst({ where: { accountId, revokedAt: null, role: { not: 'submitter' } } })
  if (!staffKey) return
  throw new Problem('wrong-state', `It holds keys of staff, such as "${staffKey.name}". Revoke them before it leaves the wire.`)
}
