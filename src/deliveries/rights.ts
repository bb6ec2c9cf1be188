import type { Rights } from '../formats/document.ts'
import { isolateEmbeddings } from '../languages/characters.ts'
import type { RevisionContent } from '../releases/content.ts'
import { sectorLabel } from '../sectors/sector.ts'
import type { WireView } from '../wire/wire.ts'

/**
 * What may be done with an edition: what its release says, and by default what the wire says of mining, in a text that is
 * the first issuer's.
 *
 * @param by who holds it where the release names nobody, the year of the first version, and the language of the edition
 * @returns undefined where there is nobody whose it could be
 */
export function toRights(
  rights: RevisionContent['rights'],
  wire: Pick<WireView, 'mining' | 'miningPolicyUrl'>,
  by: { holder: string | undefined; year: number; language: string },
): Rights | undefined {
  const holder = rights?.holder ?? by.holder
  if (!holder) return undefined
  const usageTerms = sectorLabel(rights?.usageTerms ?? {}, by.language)
  // A release that says something of mining says all of it.
  const { mining, miningPolicyUrl } = rights?.mining ? { ...rights, mining: rights.mining } : wire
  return {
    holder: isolateEmbeddings(holder),
    notice: isolateEmbeddings(rights?.notice ?? `© ${by.year} ${holder}`),
    usageTerms: usageTerms === undefined ? undefined : isolateEmbeddings(usageTerms),
    mining,
    miningPolicyUrl: miningPolicyUrl ?? undefined,
  }
}
