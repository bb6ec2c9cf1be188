import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { recordTranslation } from './record-translation.ts'
import { requireSource, requireTranslationState, type SavedTranslation } from './translation.ts'

/** What a review says beside that the draft is good. */
export const Review = z
  .strictObject({
    stale: z
      .boolean()
      .default(false)
      .meta({ description: 'true: I have seen how the source has changed, and the draft still stands' }),
  })
  .nullish()
  .meta({ example: { stale: false } })

export type Review = z.infer<typeof Review>

/**
 * An editor has read the draft beside its source and finds it good.
 *
 * @param translation locked
 * @throws wrong-state while there is no draft; translation-stale where the version has moved on, or the source has changed unseen
 */
export async function reviewTranslation(
  inside: { tx: Tx; clock: Clock },
  principal: Principal,
  translation: SavedTranslation,
  review: Review,
): Promise<void> {
  const { row, present, stale } = translation
  requireTranslationState(translation, ['drafted', 'reviewed'])
  const source = requireSource(translation)
  if (stale && !review?.stale) {
    throw new Problem(
      'translation-stale',
      'The source has changed since this was translated: `changes` says how. Hand in another draft, or send {"stale": true} ' +
        'where the draft still stands.',
    )
  }
  await inside.tx.translation.update({
    where: { id: row.id },
    data: {
      state: 'reviewed',
      reviewedBy: principal.keyName,
      source: source.text,
      sourceHash: new Uint8Array(source.hash),
      revision: { increment: 1 },
      updatedAt: inside.clock.now(),
    },
  })
  await recordTranslation(inside, principal, row, { kind: 'reviewed', accountId: present.accountId, stale })
}
