import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { appendEdition } from '../releases/append-edition.ts'
import { openDoubts, toDoubted } from '../releases/find-warnings.ts'
import { saveNextRevision } from '../releases/replace-draft.ts'
import type { SanitisedEdition } from '../releases/sanitise-bodies.ts'
import type { SavedVersion } from '../releases/version.ts'
import { StoredWarning } from '../releases/warning.ts'
import { recordTranslation } from './record-translation.ts'
import { type TranslatedText, toTranslatedText } from './translated-text.ts'
import { requireSource, requireTranslationState, type SavedTranslation, translationEtag } from './translation.ts'

const Warnings = z.array(StoredWarning)

/** A translation as an edition of its version, with what is doubted of it: of these revisions of the two. */
export type Delivery = { edition: SanitisedEdition | undefined; etag: string; revision: number }

/** Makes an edition of a draft. Asked before a transaction is opened, for to doubt it may take a while. */
export function prepareDelivery(translation: SavedTranslation, saved: SavedVersion): Delivery {
  const { row, draft } = translation
  const etag = translationEtag(translation)
  const revision = saved.revision.number
  if (!draft) return { edition: undefined, etag, revision }
  const edition = { ...toEdition(row.language, draft), machineTranslated: row.machine }
  const [first] = saved.editions
  const findWarnings = openDoubts(toDoubted(first ? toSameEdition(first) : edition))
  return { edition: { ...edition, warnings: findWarnings(toDoubted(edition), saved.editions.length) }, etag, revision }
}

/**
 * Puts a draft into its version as an edition, by the checks that any edition passes. The account then submits what it sees; a version
 * that is published and waits for the edition has it at once.
 *
 * @param translation locked, with its version, and what was prepared of them
 * @throws wrong-state where nobody has reviewed it, or the version is no draft and waits for nothing; translation-stale, also where either has changed since it
 *   was prepared; conflict; what composeRevision throws
 */
export async function deliverTranslation(
  inside: { tx: Tx; clock: Clock },
  principal: Principal,
  translation: SavedTranslation & { saved: SavedVersion; delivery: Delivery },
): Promise<void> {
  const { row, present, saved, stale, delivery } = translation
  await requireReviewed(inside.tx, translation, saved)
  requireSource(translation)
  const { edition } = delivery
  if (stale || !edition) {
    throw new Problem('translation-stale', 'The source has changed since: read the translation again, `changes` says how.')
  }
  if (saved.editions.some(({ language }) => language === row.language)) {
    throw new Problem('conflict', `The release has an edition in ${row.language} by now. Take that one out, or cancel this one.`)
  }
  if (delivery.etag !== translationEtag(translation) || delivery.revision !== saved.revision.number) {
    throw new Problem(
      'translation-stale',
      'The release or the translation has changed at this moment: read both, and deliver again.',
    )
  }
  const editions = [...saved.editions.map(toSameEdition), edition]
  const { revision } = saved.version.frozenAt
    ? await appendEdition(inside, principal, saved, editions)
    : await saveNextRevision(inside, principal, saved, { ...saved.revision.content, editions })
  await inside.tx.translation.update({
    where: { id: row.id },
    data: { state: 'delivered', revision: { increment: 1 }, updatedAt: inside.clock.now() },
  })
  const told = { accountId: present.accountId, machine: row.machine, revision: revision.number }
  await recordTranslation(inside, principal, row, { kind: 'delivered', ...told })
}

/** What comes into a draft is read with it, before it is approved. What comes later was approved by nobody: only a trusted account's may. */
async function requireReviewed(tx: Tx, translation: SavedTranslation, { version }: SavedVersion): Promise<void> {
  const { row, present, state } = translation
  if (state === 'drafted' && row.machine) {
    const account = await tx.account.findUniqueOrThrow({ where: { id: present.accountId } })
    if (account.machineTranslation === 'unreviewed' && (account.trusted || !version.frozenAt)) return
  }
  requireTranslationState(translation, ['reviewed'])
}

function toEdition(
  language: string,
  { headline, subheadline, place, body, summary, boilerplate, deskNote }: TranslatedText,
): SanitisedEdition {
  const { format, content, html } = body
  return {
    language,
    headline,
    subheadline,
    dateline: place === null ? null : { place },
    body: { format, content },
    summary,
    boilerplate,
    deskNote,
    sanitised: { html, removed: [] },
    warnings: [],
  }
}

/** An edition of the last revision, as it stood in it. */
function toSameEdition(row: SavedVersion['editions'][number]): SanitisedEdition {
  const { language, canonicalUrl, machineTranslated, warnings } = row
  return { ...toEdition(language, toTranslatedText(row)), canonicalUrl, machineTranslated, warnings: Warnings.parse(warnings) }
}
