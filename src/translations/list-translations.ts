import type { z } from 'zod'
import type { AnyDb } from '../db/client.ts'
import { pageOf, readCursor, toPage } from '../http/page.ts'
import type { Principal } from '../http/principal.ts'
import { getVersion } from '../releases/version.ts'
import { type Present, readPresent } from './present.ts'
import { compareWithSource } from './translation.ts'
import { summaryExample } from './translation-example.ts'
import { TranslationSummary, toTranslationSummary } from './translation-view.ts'

/** A page of translations, the newest first. */
export const TranslationPage = pageOf(TranslationSummary).meta({ example: { items: [summaryExample], nextCursor: null } })

/**
 * The translations of a release, of all its versions, the newest first.
 *
 * @throws not-found for a release that the principal may not see
 */
export async function listTranslations(
  { db }: { db: AnyDb },
  principal: Principal,
  releaseId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<z.infer<typeof TranslationPage>> {
  await getVersion({ db }, principal, releaseId)
  const before = readCursor(cursor)
  const rows = await db.translation.findMany({
    where: { releaseId, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
    omit: { source: true, draft: true },
  })
  const page = toPage(rows, limit, (row) => row)
  const items: z.infer<typeof TranslationSummary>[] = []
  // Most are of one version and one source.
  const known = new Map<string, Present>()
  for (const row of page.items) {
    const subject = `${row.versionNumber} ${row.sourceLanguage}`
    const present = known.get(subject) ?? (await readPresent(db, row))
    known.set(subject, present)
    items.push(toTranslationSummary({ row, ...compareWithSource(row, present) }))
  }
  return { items, nextCursor: page.nextCursor }
}
