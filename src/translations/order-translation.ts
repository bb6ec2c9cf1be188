import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { LanguageTag } from '../languages/language.ts'
import { invalidField, Problem } from '../problem.ts'
import { Instant } from '../releases/instant.ts'
import { openTranslationStates } from '../releases/ordered-languages.ts'
import { refuse } from '../releases/refuse.ts'
import { requireState } from '../releases/review.ts'
import { getVersionForUpdate, type SavedVersion } from '../releases/version.ts'
import { isAwaited } from './present.ts'
import { recordTranslation } from './record-translation.ts'
import { hashText, toTranslatedText } from './translated-text.ts'
import { getTranslation, type SavedTranslation } from './translation.ts'

/** An order: an edition in this language, please. */
export const NewTranslation = z
  .strictObject({
    language: LanguageTag,
    source: LanguageTag.optional().meta({ description: 'the edition that is translated; left out: the first' }),
    provider: z
      .string()
      .max(100)
      .nullish()
      .meta({ description: 'the machine that drafts it, such as `libretranslate`; null: people' }),
    dueAt: Instant.nullish().meta({ description: 'until when it is wanted; for whoever translates' }),
  })
  .meta({ id: 'NewTranslation', example: { language: 'de', source: 'en', provider: 'libretranslate', dueAt: null } })

export type NewTranslation = z.infer<typeof NewTranslation>

// While it may still become a draft again.
const unpublished = ['draft', 'submitted', 'returned', 'on-hold', 'approved'] as const

/**
 * Orders a translation of the latest version. The provider, where there is one, was found before (find-provider.ts).
 *
 * @throws not-found, wrong-state, conflict where there is that edition or it is ordered already, invalid, instant-past
 */
export async function orderTranslation(
  inside: { tx: Tx; clock: Clock },
  principal: Principal,
  releaseId: string,
  { language, source, provider = null, dueAt = null }: NewTranslation,
): Promise<SavedTranslation> {
  const { tx, clock } = inside
  const now = clock.now()
  const saved = await getVersionForUpdate({ tx }, principal, releaseId)
  if (!(await isAwaited(tx, saved.version.id, language))) requireState(saved, unpublished)
  if (saved.version.kind === 'kill') throw new Problem('wrong-state', 'A kill speaks every language of its release by itself.')
  refuse('instant-past', dueAt && dueAt.at <= now ? [pastDue(dueAt.given)] : [])
  const edition = findSource(saved, source)
  await requireFree(tx, saved, language)
  const text = toTranslatedText(edition)
  const { id } = await tx.translation.create({
    data: {
      releaseId,
      versionNumber: saved.version.number,
      accountId: saved.release.accountId,
      language,
      sourceLanguage: edition.language,
      provider,
      source: text,
      sourceHash: hashText(text),
      requestedBy: principal.keyName,
      dueAt: dueAt?.at ?? null,
      nextTryAt: provider === null ? null : now,
      createdAt: now,
      updatedAt: now,
    },
  })
  const translation = await getTranslation({ db: tx }, principal, { id: releaseId, translationId: id })
  const told = { accountId: saved.release.accountId, source: edition.language, provider }
  await recordTranslation(inside, principal, translation.row, { kind: 'requested', ...told })
  return translation
}

function pastDue(given: string) {
  return { pointer: '/dueAt', code: 'instant-past', detail: `${given} is over: send a later instant, or null` }
}

/**
 * The edition that is to be translated.
 *
 * @param language the first of the release when left out
 * @throws invalid where there is none in that language
 */
export function findSource({ editions }: SavedVersion, language: string | undefined): SavedVersion['editions'][number] {
  const edition = language === undefined ? editions[0] : editions.find((one) => one.language === language)
  if (edition) return edition
  const there = editions.map((one) => one.language).join(', ')
  throw invalidField('/source', 'edition-missing', `the release has no edition in ${language}: choose one of ${there}`)
}

async function requireFree(tx: Tx, { release, version, editions }: SavedVersion, language: string): Promise<void> {
  if (editions.some((edition) => edition.language === language)) {
    throw new Problem('conflict', `The release has an edition in ${language}. Change that one, or take it out first.`)
  }
  const ordered = await tx.translation.findFirst({
    where: { releaseId: release.id, versionNumber: version.number, language, state: { in: [...openTranslationStates] } },
    select: { id: true },
  })
  if (!ordered) return
  throw new Problem('conflict', `A translation into ${language} is ordered already: ${ordered.id}. Go on with it, or cancel it.`)
}
