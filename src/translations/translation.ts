import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { principalScope } from '../accounts/scope.ts'
import type { AnyDb, Prisma, Tx } from '../db/client.ts'
import { etagOf, requireMatch } from '../http/etag.ts'
import type { Principal } from '../http/principal.ts'
import { notFound, Problem } from '../problem.ts'
import { getVersionForUpdate, type SavedVersion } from '../releases/version.ts'
import { type Present, readPresent } from './present.ts'
import { hashText, TranslatedText } from './translated-text.ts'

/** Where a translation stands. */
export const TranslationState = z.enum(['requested', 'drafted', 'reviewed', 'delivered', 'canceled'])

export type TranslationState = z.infer<typeof TranslationState>

/** Those in which there is a draft that counts. */
const hasDraft: readonly TranslationState[] = ['drafted', 'reviewed', 'delivered']

/** Which translation of which release, as a path names it. */
export type TranslationPlace = { id: string; translationId: string }

/** A translation as it is kept, beside what it is measured against. */
export type SavedTranslation = {
  row: Prisma.TranslationModel
  state: TranslationState
  /** what the draft translates; before there is one, what was there when it was ordered */
  source: TranslatedText
  draft: TranslatedText | undefined
  present: Present
  /** the source says something else than what was translated */
  stale: boolean
}

/** @throws not-found for one of a release that the principal may not see */
export async function getTranslation(
  { db }: { db: AnyDb },
  principal: Principal,
  { id, translationId }: TranslationPlace,
): Promise<SavedTranslation> {
  const row = await db.translation.findFirst({
    where: { id: translationId, releaseId: id, version: { release: principalScope(principal) } },
  })
  if (!row) throw notFound('translation')
  return toSavedTranslation(row, await readPresent(db, row))
}

/** A row with what its JSON says, and how it compares with its source. */
export function toSavedTranslation(row: Prisma.TranslationModel, present: Present): SavedTranslation {
  const draft = row.draft === null ? undefined : TranslatedText.parse(row.draft)
  return { ...compareWithSource(row, present), row, source: TranslatedText.parse(row.source), draft, present }
}

/** Where a translation stands, and whether its source says something else than what was translated. */
export function compareWithSource(
  row: Pick<Prisma.TranslationModel, 'state' | 'sourceHash'>,
  present: Present,
): Pick<SavedTranslation, 'state' | 'stale'> {
  const state = TranslationState.parse(row.state)
  const isSame = present.source !== undefined && Buffer.from(row.sourceHash).equals(present.source.hash)
  return { state, stale: hasDraft.includes(state) && !isSame }
}

/**
 * Reads a translation and keeps it, its release and its version as they are until the transaction ends.
 *
 * @throws not-found
 */
export async function getTranslationForUpdate(
  { tx }: { tx: Tx },
  principal: Principal,
  place: TranslationPlace,
): Promise<SavedTranslation & { saved: SavedVersion }> {
  const { row } = await getTranslation({ db: tx }, principal, place)
  const saved = await getVersionForUpdate({ tx }, principal, place.id, row.versionNumber)
  await tx.$queryRaw`SELECT 1 FROM translations WHERE id = ${row.id}::uuid FOR UPDATE`
  return { ...(await getTranslation({ db: tx }, principal, place)), saved }
}

/** The ETag of a translation: its revision, and the source as it is now. Whoever sends it has seen what changed there. */
export function translationEtag({ row, present }: Pick<SavedTranslation, 'row' | 'present'>): string {
  return toEtag(row.revision, present.source?.hash)
}

/** The same of one that has just been ordered, whose first revision translates this. */
export function orderedEtag(source: TranslatedText): string {
  return toEtag(1, hashText(source))
}

function toEtag(revision: number, sourceHash: Uint8Array | undefined): string {
  return etagOf(`${revision}-${sourceHash ? Buffer.from(sourceHash).toString('base64url').slice(0, 11) : ''}`)
}

/** @throws precondition-required or precondition-failed */
export function requireSeen(req: FastifyRequest, translation: SavedTranslation): void {
  requireMatch(req, translationEtag(translation))
}

/** Heeds If-Match where it was sent. */
export function heedSeen(req: FastifyRequest, translation: SavedTranslation): void {
  if (req.headers['if-match'] !== undefined) requireSeen(req, translation)
}

/** @throws wrong-state */
export function requireTranslationState({ state }: SavedTranslation, allowed: readonly TranslationState[]): void {
  if (allowed.includes(state)) return
  throw new Problem('wrong-state', `The translation is ${state}; this is possible only while it is ${allowed.join(' or ')}.`)
}

/**
 * Refuses work on a version that takes no edition any more.
 *
 * @returns the source as it is now
 * @throws translation-stale
 */
export function requireSource({ row, present }: SavedTranslation): NonNullable<Present['source']> {
  const { movedOn, source } = present
  if (source && !movedOn) return source
  const why = movedOn ?? `Version ${row.versionNumber} has no edition in ${row.sourceLanguage} any more`
  throw new Problem('translation-stale', `${why}: order a translation of what the release says now.`)
}
