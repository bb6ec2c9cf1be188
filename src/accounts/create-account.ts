import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { type AccountView, type NewAccount, toAccountView } from './account.ts'
import { recordEvent } from './events.ts'

/**
 * Makes an account.
 *
 * @param principal undefined for the wire's own account, when the wire is founded
 */
export async function createAccount(
  deps: { tx: Tx; clock: Clock },
  principal: Principal | undefined,
  { name, kind, trusted }: NewAccount,
): Promise<AccountView> {
  const now = deps.clock.now()
  const account = await deps.tx.account.create({ data: { name, kind, trusted, createdAt: now, updatedAt: now } })
  await recordEvent(deps, principal, {
    kind: 'account.created',
    subject: { type: 'account', id: account.id },
    accountId: account.id,
    data: { after: { name, kind, trusted } },
  })
  return toAccountView(account)
}
