import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import type { FieldError } from '../problem.ts'
import { composeRevision, type SanitisedRelease } from './compose-revision.ts'
import { refuse } from './refuse.ts'
import { toHex } from './release-view.ts'
import { requireOwn, requireState } from './review.ts'
import { saveRevision } from './save-revision.ts'
import { getVersion, type SavedVersion } from './version.ts'

/**
 * Saves the next revision of a version that is a draft or was returned.
 *
 * @param saved the version, locked
 * @throws forbidden for another account's, wrong-state, and what composeRevision throws
 */
export async function replaceDraft(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  saved: SavedVersion,
  input: SanitisedRelease,
): Promise<SavedVersion> {
  requireOwn(principal, saved)
  return saveNextRevision(deps, principal, saved, input)
}

/**
 * Saves the next revision of a version, for whoever may: replaceDraft for its account.
 *
 * @param saved the version, locked
 * @throws wrong-state, and what composeRevision throws
 */
export async function saveNextRevision(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  saved: SavedVersion,
  input: SanitisedRelease,
): Promise<SavedVersion> {
  const { tx, clock } = deps
  const { release, version, revision } = saved
  requireState(saved, ['draft', 'returned'])
  if (version.kind === 'kill') refuse('invalid', findMoreThanNotices(input))
  const now = clock.now()
  const number = version.revisionNumber + 1
  const account = await tx.account.findUniqueOrThrow({ where: { id: release.accountId } })
  const composed = await composeRevision(deps, { ...account, test: release.test }, input, saved.editions)
  await saveRevision(tx, { versionId: version.id, number, now }, composed)
  await tx.version.update({ where: { id: version.id }, data: { revisionNumber: number } })
  await tx.release.update({ where: { id: release.id }, data: { reference: composed.content.reference, updatedAt: now } })
  await recordEvent(deps, principal, {
    kind: 'release.revised',
    subject: { type: 'release', id: release.id },
    accountId: release.accountId,
    releaseId: release.id,
    data: {
      version: version.number,
      before: { revision: version.revisionNumber, hash: toHex(revision.hash) },
      after: { revision: number, hash: toHex(composed.hash) },
    },
  })
  return { ...(await getVersion({ db: tx }, principal, release.id, version.number)), removed: composed.removed }
}

/** What a kill cannot have: it leaves at once, and goes to whoever was sent anything. */
function findMoreThanNotices({ targets, attachments = [], releaseAt, embargoUntil }: SanitisedRelease): FieldError[] {
  const detail = 'is nothing that a kill can have: it leaves at once, to whoever was sent anything. Leave it out'
  return Object.entries({ targets: targets.length > 0, attachments: attachments.length > 0, releaseAt, embargoUntil }).flatMap(
    ([field, given]) => (given ? [{ pointer: `/${field}`, code: 'kill', detail }] : []),
  )
}
