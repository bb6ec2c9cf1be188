import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import type { Vault } from '../vault.ts'
import { suppress } from './suppress.ts'
import { type NewSuppression, type SuppressionView, toSuppressionView } from './suppression.ts'

/**
 * Silences an address because an admin says so. Only its keyed hash is kept.
 *
 * @returns the suppression that stands now, which may be an older one with a reason of its own
 */
export async function suppressAddress(
  { tx, clock, vault }: { tx: Tx; clock: Clock; vault: Vault },
  principal: Principal,
  { channel, address, note }: NewSuppression,
): Promise<SuppressionView> {
  const silenced = { channel, addressHash: vault.hashAddress(address), reason: 'admin', note } as const
  const id = await suppress({ tx, clock }, silenced, principal)
  return toSuppressionView(await tx.suppression.findUniqueOrThrow({ where: { id } }))
}
