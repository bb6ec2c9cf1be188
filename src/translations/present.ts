import type { AnyDb } from '../db/client.ts'
import { RevisionContent } from '../releases/content.ts'
import { hashText, type TranslatedText, toTranslatedText } from './translated-text.ts'

/** Where a translation belongs, and which edition it translates. */
export type Subject = { releaseId: string; versionNumber: number; sourceLanguage: string; language: string }

/** What a translation is measured against: its version and source as they are now. */
export type Present = {
  accountId: string
  issuerIds: string[]
  /** that the version takes no edition any more, in words; undefined while it may */
  movedOn: string | undefined
  /** undefined where the version has no such edition any more */
  source: { text: TranslatedText; hash: Uint8Array } | undefined
  /** names of the issuers that no translation changes */
  glossary: string[]
}

/** Reads the version and the source of a translation as they are now. Who may see them is the caller's to know. */
export async function readPresent(db: AnyDb, { releaseId, versionNumber, sourceLanguage, language }: Subject): Promise<Present> {
  const version = await db.version.findUniqueOrThrow({
    where: { releaseId_number: { releaseId, number: versionNumber } },
    include: {
      release: { select: { accountId: true } },
      revisions: { orderBy: { number: 'desc' }, take: 1, include: { editions: { where: { language: sourceLanguage } } } },
    },
  })
  const [revision] = version.revisions
  const { issuerIds } = RevisionContent.parse(revision?.content)
  const [edition] = revision?.editions ?? []
  const text = edition && toTranslatedText(edition)
  const later = await db.version.count({ where: { releaseId, number: { gt: versionNumber } } })
  return {
    accountId: version.release.accountId,
    issuerIds,
    movedOn: tellMovedOn(version, { hasLater: later > 0, isAwaited: await isAwaited(db, version.id, language) }),
    source: text && { text, hash: hashText(text) },
    glossary: await readGlossary(db, issuerIds),
  }
}

function tellMovedOn(
  { number, frozenAt, state }: { number: number; frozenAt: Date | null; state: string },
  { hasLater, isAwaited }: { hasLater: boolean; isAwaited: boolean },
): string | undefined {
  if (isAwaited) return undefined
  if (hasLater) return `There is a later version than ${number}`
  if (frozenAt) return `Version ${number} was published`
  return state === 'declined' ? `Version ${number} is declined` : undefined
}

/** Whether a version is published, waits for its edition in a language, and no later one is published. */
export async function isAwaited(db: AnyDb, versionId: string, language: string): Promise<boolean> {
  const where = { language, state: 'pending', publication: { versionId, state: { not: 'canceled' } } }
  const dispatch = await db.dispatch.findFirst({ where, select: { publication: true } })
  if (!dispatch) return false
  const { releaseId, versionNumber } = dispatch.publication
  const later = { releaseId, versionNumber: { gt: versionNumber }, state: { not: 'canceled' } }
  return (await db.publication.count({ where: later })) === 0
}

/** The names that no translation changes, of all issuers, each once. */
async function readGlossary(db: AnyDb, issuerIds: string[]): Promise<string[]> {
  const rows = await db.issuer.findMany({ where: { id: { in: issuerIds } }, select: { id: true, glossary: true } })
  const names = issuerIds.flatMap((id) => rows.find((row) => row.id === id)?.glossary ?? [])
  return [...new Set(names)]
}
