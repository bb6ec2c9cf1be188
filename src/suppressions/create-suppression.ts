import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { invalidField } from '../problem.ts'
import type { Vault } from '../vault.ts'
import { suppress } from './suppress.ts'
import { type NewSuppression, type SuppressionView, toSuppressionView } from './suppression.ts'

/**
 * Silences an address or a domain because an admin says so. Of an address only its keyed hash is kept.
 *
 * @returns the suppression that stands now, which may be an older one with a reason of its own
 * @throws invalid for an account that is none
 */
export async function createSuppression(
  { tx, clock, vault }: { tx: Tx; clock: Clock; vault: Vault },
  principal: Principal,
  { address, domain, ...rest }: NewSuppression,
): Promise<SuppressionView> {
  const { accountId } = rest
  if (accountId !== null && (await tx.account.count({ where: { id: accountId } })) === 0) {
    throw invalidField('/accountId', 'unknown', 'is no account of this wire: GET /v1/accounts lists them')
  }
  const subject = domain === undefined ? { addressHash: vault.hashAddress(address ?? '') } : { domain }
  const id = await suppress({ tx, clock }, { ...subject, ...rest }, principal)
  return toSuppressionView(await tx.suppression.findUniqueOrThrow({ where: { id } }))
}
