import type { Tx } from '../db/client.ts'
import type { SavedVersion } from './version.ts'

/** States of a translation in which it is under way: one at a time for each version and language. */
export const openTranslationStates = ['requested', 'drafted', 'reviewed'] as const

/** The languages into which a version is being translated. */
export async function findOrderedLanguages(
  tx: Tx,
  { release, version }: Pick<SavedVersion, 'release' | 'version'>,
): Promise<ReadonlySet<string>> {
  const rows = await tx.translation.findMany({
    where: { releaseId: release.id, versionNumber: version.number, state: { in: [...openTranslationStates] } },
    select: { language: true },
  })
  return new Set(rows.map(({ language }) => language))
}
