import { z } from 'zod'
import type { Tx } from '../db/client.ts'
import { lookupChain } from '../languages/language.ts'

const Boilerplates = z.record(z.string(), z.string())

/**
 * What a release's issuers say about themselves, per language: copied into an edition when it is saved, so that a later
 * change at the issuer changes no release.
 *
 * @param issuerIds in the order of the release
 * @returns for a language the text in it or in what it falls back to (`zh-Hant`, then `zh`), a paragraph or more per issuer;
 *   null where no issuer has any
 */
export async function readBoilerplates(tx: Tx, issuerIds: readonly string[]): Promise<(language: string) => string | null> {
  const rows = await tx.issuer.findMany({ where: { id: { in: [...issuerIds] } }, select: { id: true, boilerplates: true } })
  const boilerplates = issuerIds.map((id) => Boilerplates.parse(rows.find((row) => row.id === id)?.boilerplates ?? {}))
  return (language) => {
    const texts = boilerplates.flatMap((of) => of[lookupChain(language).find((tag) => of[tag]) ?? ''] ?? [])
    return texts.length > 0 ? texts.join('\n') : null
  }
}
