import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { openTranslationStates } from '../releases/ordered-languages.ts'
import { recordTranslation } from './record-translation.ts'
import { requireTranslationState, type SavedTranslation } from './translation.ts'

/**
 * Calls an order off, whatever of it is done.
 *
 * @param translation locked
 * @throws wrong-state for one that is delivered or canceled
 */
export async function cancelTranslation(
  inside: { tx: Tx; clock: Clock },
  principal: Principal,
  translation: SavedTranslation,
): Promise<void> {
  const { row, present, state } = translation
  requireTranslationState(translation, openTranslationStates)
  await inside.tx.translation.update({
    where: { id: row.id },
    data: {
      ...{ state: 'canceled', nextTryAt: null, leaseExpiresAt: null },
      revision: { increment: 1 },
      updatedAt: inside.clock.now(),
    },
  })
  await recordTranslation(inside, principal, row, { kind: 'canceled', accountId: present.accountId, before: state })
}
