import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { recordEvent } from './events.ts'
import { keepAnAdmin } from './keep-an-admin.ts'

/**
 * Revokes an API key: it is refused from the next request on. Revoking twice is revoking once.
 *
 * @throws not-found when the account has no such key; wrong-state when it is the last live one of an admin
 */
export async function revokeApiKey(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  { accountId, keyId }: { accountId: string; keyId: string },
): Promise<void> {
  const { tx, clock } = deps
  const key = await tx.apiKey.findFirst({ where: { id: keyId, accountId } })
  if (!key) throw notFound('key')
  if (key.revokedAt) return
  const now = clock.now()
  if (key.role === 'admin') await keepAnAdmin(tx, now, ({ id }) => id === keyId)
  const { count } = await tx.apiKey.updateMany({ where: { id: keyId, revokedAt: null }, data: { revokedAt: now } })
  if (count === 0) return
  await recordEvent(deps, principal, {
    kind: 'api-key.revoked',
    subject: { type: 'api-key', id: keyId },
    accountId,
    data: { before: { revokedAt: null }, after: { revokedAt: now.toISOString() } },
  })
}
