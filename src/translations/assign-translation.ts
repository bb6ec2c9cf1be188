import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { openTranslationStates } from '../releases/ordered-languages.ts'
import { recordTranslation } from './record-translation.ts'
import { requireSource, requireTranslationState, type SavedTranslation } from './translation.ts'

/** Who drafts it from now on. */
export const Assignment = z
  .strictObject({
    provider: z.string().max(100).nullable().meta({ description: 'a machine, such as `libretranslate`; null: people' }),
  })
  .meta({ example: { provider: 'libretranslate' } })

export type Assignment = z.infer<typeof Assignment>

/**
 * Gives a translation to a provider, which is asked at once (again, where it failed, or where the source has changed since its draft),
 * or to people. A machine's draft goes where a machine is asked again.
 *
 * @param translation locked
 * @throws wrong-state, also where there is a person's draft; translation-stale where the version has moved on
 */
export async function assignTranslation(
  inside: { tx: Tx; clock: Clock },
  principal: Principal,
  translation: SavedTranslation,
  { provider }: Assignment,
): Promise<void> {
  const { row, draft, present } = translation
  requireTranslationState(translation, openTranslationStates)
  requireSource(translation)
  if (draft && !row.machine) throw new Problem('wrong-state', 'A person has drafted it: go on with that draft, or cancel it.')
  const now = inside.clock.now()
  const anew = { state: 'requested', machine: false, draft: Prisma.DbNull, lostNames: [], draftedBy: null, reviewedBy: null }
  await inside.tx.translation.update({
    where: { id: row.id },
    data: {
      ...(provider !== null && anew),
      ...{ provider, failure: Prisma.DbNull, tries: 0, nextTryAt: provider === null ? null : now, leaseExpiresAt: null },
      // Whoever is at it is not to keep what it brings.
      generation: { increment: 1 },
      revision: { increment: 1 },
      updatedAt: now,
    },
  })
  const told = { accountId: present.accountId, before: row.provider, after: provider }
  await recordTranslation(inside, principal, row, { kind: 'assigned', ...told })
}
