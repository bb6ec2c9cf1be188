import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { newSecret, sha256 } from '../ids.ts'
import { invalidField, notFound } from '../problem.ts'
import { recordEvent } from './events.ts'
import { readExpiry } from './expiry.ts'
import { type ApiKeyView, keyPrefixes, type NewApiKey, toApiKeyView } from './key.ts'

/**
 * Makes an API key. The secret is in the answer and nowhere else.
 *
 * @param principal undefined for the first admin of a new wire
 * @throws not-found when there is no such account; invalid for a role of staff on another account than the wire's;
 *   instant-past for a key that would already be over
 */
export async function createApiKey(
  deps: { tx: Tx; clock: Clock },
  principal: Principal | undefined,
  accountId: string,
  { name, role, mode, expiresAt }: NewApiKey,
): Promise<ApiKeyView & { key: string }> {
  const { tx, clock } = deps
  const kind = await readKind(tx, accountId)
  if (role !== 'submitter' && kind !== 'wire') {
    throw invalidField('/role', 'role', `a key of the role ${role} belongs to an account of kind wire, not ${kind}`)
  }
  const expiry = readExpiry(expiresAt, clock.now())
  const key = `${keyPrefixes[mode]}${newSecret()}`
  const prefix = key.slice(0, keyPrefixes[mode].length + 4)
  const row = await tx.apiKey.create({
    data: { accountId, name, role, mode, hash: sha256(key), prefix, expiresAt: expiry, createdAt: clock.now() },
  })
  await recordEvent(deps, principal, {
    kind: 'api-key.created',
    subject: { type: 'api-key', id: row.id },
    accountId,
    data: { after: { name, role, mode, prefix, expiresAt: expiry?.toISOString() ?? null } },
  })
  return { ...toApiKeyView(row), key }
}

async function readKind(tx: Tx, accountId: string): Promise<string> {
  // Locked: the account must not stop being the wire's before its staff key is written.
  const [account] = await tx.$queryRaw<{ kind: string }[]>`
    SELECT kind FROM accounts WHERE id = ${accountId}::uuid AND archived_at IS NULL FOR SHARE`
  if (!account) throw notFound('account')
  return account.kind
}
