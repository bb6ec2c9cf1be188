import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { recordEvent } from './events.ts'
import { lockAccount } from './get-account.ts'
import { keepAnAdmin } from './keep-an-admin.ts'
import type { RevisionCheck } from './revision.ts'

/**
 * Archives an account: its keys are refused from then on, what it did stays readable. Archiving twice is archiving once.
 *
 * @throws not-found; wrong-state when no admin could get in any more
 */
export async function archiveAccount(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  id: string,
  checkRevision: RevisionCheck,
): Promise<void> {
  const { tx, clock } = deps
  const now = clock.now()
  // Before the account's own lock: two admins archiving each other's account would deadlock.
  await keepAnAdmin(tx, now, (key) => key.accountId === id)
  const account = await lockAccount(tx, id)
  checkRevision(account.revision)
  if (account.archivedAt) return
  await tx.account.update({ where: { id }, data: { archivedAt: now, updatedAt: now, revision: { increment: 1 } } })
  await recordEvent(deps, principal, {
    kind: 'account.archived',
    subject: { type: 'account', id },
    accountId: id,
    data: { before: { archivedAt: null }, after: { archivedAt: now.toISOString() } },
  })
}
