import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { readBoilerplates } from '../releases/boilerplate.ts'
import { openTranslationStates } from '../releases/ordered-languages.ts'
import type { SanitisedDraft } from './new-draft.ts'
import { recordTranslation } from './record-translation.ts'
import { requireSource, requireTranslationState, type SavedTranslation } from './translation.ts'

/**
 * Keeps the draft of a person. It stands for the source as it is now, which its author has seen, and is to be reviewed.
 *
 * @param translation locked
 * @param draft its `machine` says that the text is a machine's all the same
 * @throws wrong-state, translation-stale where the version has moved on
 */
export async function saveDraft(
  inside: { tx: Tx; clock: Clock },
  principal: Principal,
  translation: SavedTranslation,
  { text, machine }: { text: SanitisedDraft; machine: boolean },
): Promise<void> {
  const { row, present } = translation
  requireTranslationState(translation, openTranslationStates)
  const source = requireSource(translation)
  const { boilerplate = (await readBoilerplates(inside.tx, present.issuerIds))(row.language) } = text
  const names = machine ? row.lostNames : []
  await inside.tx.translation.update({
    where: { id: row.id },
    data: {
      ...{ state: 'drafted', machine, draft: { ...text, boilerplate }, lostNames: names },
      ...{ source: source.text, sourceHash: new Uint8Array(source.hash) },
      ...{ draftedBy: principal.keyName, reviewedBy: null, failure: Prisma.DbNull, nextTryAt: null, leaseExpiresAt: null },
      revision: { increment: 1 },
      updatedAt: inside.clock.now(),
    },
  })
  await recordTranslation(inside, principal, row, { kind: 'drafted', accountId: present.accountId, machine })
}
