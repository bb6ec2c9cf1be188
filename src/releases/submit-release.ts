import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import type { FieldError } from '../problem.ts'
import { getWire } from '../wire/wire.ts'
import { checkContent } from './check-content.ts'
import { findWrongLengths } from './length-of.ts'
import { findOrderedLanguages } from './ordered-languages.ts'
import { refuse } from './refuse.ts'
import { requireOwn, requireState, steps, takeStep } from './review.ts'
import type { SavedVersion } from './version.ts'

/**
 * Hands a draft to review, complete: every target has its edition or one that is being translated, and an issuer's release its datelines and a contact.
 * A trusted account's is approved at once.
 *
 * @param saved the version, locked
 * @throws forbidden for another account's, wrong-state also for one that is submitted already, edition-missing, invalid,
 *   and what checkContent throws
 */
export async function submitRelease(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  saved: SavedVersion,
): Promise<SavedVersion> {
  const { release, revision } = saved
  requireOwn(principal, saved)
  requireState(saved, steps.submit.from)
  const account = await deps.tx.account.findUniqueOrThrow({ where: { id: release.accountId } })
  // A kill says what went out already: nothing that was withdrawn since may stand in its way.
  if (saved.version.kind !== 'kill') await checkContent(deps, account, revision.content)
  refuse('edition-missing', findMissingEditions(saved, await findOrderedLanguages(deps.tx, saved)))
  if (saved.version.kind !== 'kill') await requireComplete(deps.tx, saved)
  const submitted = await takeStep(deps, saved, { step: steps.submit, by: principal })
  if (!account.trusted) return submitted
  const reason = 'The account is trusted: its submissions skip review.'
  return takeStep(deps, submitted, { step: steps.approve, by: undefined, reason })
}

/**
 * Targets of a version that have no edition in their language, and will have none, each as the wrong field that it is. A target receives
 * only its own language: an edition in `zh` is none in `zh-Hant`.
 */
function findMissingEditions({ editions, revision }: SavedVersion, ordered: ReadonlySet<string>): FieldError[] {
  const languages = ordered.union(new Set(editions.map(({ language }) => language)))
  return revision.content.targets.flatMap(({ language }, at) => {
    const detail = `there is no edition in ${language}: add one, order its translation, or take the target away`
    return languages.has(language) ? [] : [{ pointer: `/targets/${at}/language`, code: 'edition-missing', detail }]
  })
}

/** @throws invalid for an edition that lacks what it must have, or is longer or shorter than the wire allows */
export async function requireComplete(tx: Tx, saved: SavedVersion): Promise<void> {
  refuse('invalid', findGaps(saved))
  refuse('invalid', findWrongLengths(await getWire(tx), saved.editions))
}

function findGaps({ editions, revision }: SavedVersion): FieldError[] {
  if (revision.content.source.kind !== 'issuer') return []
  const datelines = editions.flatMap(({ place, language }, at) => {
    const detail = `the edition in ${language} needs a dateline with a place, since its source is the issuer`
    return place === null ? [{ pointer: `/editions/${at}/dateline`, code: 'required', detail }] : []
  })
  if (revision.content.contacts.length > 0) return datelines
  const detail = 'a release whose source is the issuer needs a contact: add whom an editor may ask'
  return [...datelines, { pointer: '/contacts', code: 'required', detail }]
}
