import type { Tx } from '../db/client.ts'
import { invalidField } from '../problem.ts'
import type { OutletListPatch } from './outlet-list.ts'
import { requireSectors } from './require-sectors.ts'

/**
 * Checks what an outlet list names; of its parts see save-parts.ts.
 *
 * @throws invalid for an unknown or archived owner, or a sector of the rule that the wire does not have
 */
export async function checkList(tx: Tx, { ownerAccountId, rule }: OutletListPatch): Promise<void> {
  await requireSectors(tx, rule?.include?.sectors ?? [], '/rule/include/sectors')
  await requireSectors(tx, rule?.exclude?.sectors ?? [], '/rule/exclude/sectors')
  if (!ownerAccountId) return
  const known = await tx.account.count({ where: { id: ownerAccountId, archivedAt: null } })
  if (known === 0) throw invalidField('/ownerAccountId', 'account', 'is not the id of an account')
}
