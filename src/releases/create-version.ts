import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { isStaff, mayReview, type Principal } from '../http/principal.ts'
import { composeKill } from './compose-kill.ts'
import { composeRevision, type SanitisedRelease } from './compose-revision.ts'
import { makeRoom } from './make-room.ts'
import type { NewKill } from './new-version.ts'
import { toHex } from './release-view.ts'
import { requireOwn, steps, takeStep } from './review.ts'
import { saveRevision } from './save-revision.ts'
import { getVersion, lockRelease, type SavedVersion } from './version.ts'

type Inside = { tx: Tx; clock: Clock }

/** A version as it was handed in, its bodies sanitised already. */
export type SanitisedVersion = NewKill | (SanitisedRelease & { kind: 'update' | 'correction'; reason?: string | null })

/**
 * Makes the next version of a release that went out. An update or a correction is a draft of the release's account. A kill may come
 * from the wire's people, too; it is submitted at once, and approved where an editor or a trusted account asks for it.
 *
 * @throws not-found, forbidden, wrong-state, and what composeRevision or composeKill throws
 */
export async function createVersion(
  inside: Inside,
  principal: Principal,
  releaseId: string,
  input: SanitisedVersion,
): Promise<SavedVersion> {
  const { tx, clock } = inside
  await lockRelease(tx, releaseId)
  const newest = await getVersion({ db: tx }, principal, releaseId)
  if (input.kind !== 'kill' || !isStaff(principal)) requireOwn(principal, newest)
  const last = await makeRoom(inside, principal, newest, input.kind)
  const account = await tx.account.findUniqueOrThrow({ where: { id: newest.release.accountId } })
  const composed =
    input.kind === 'kill'
      ? await composeKill(tx, last, input)
      : await composeRevision(inside, { ...account, test: newest.release.test }, carryOn(input, last), newest.editions)
  const now = clock.now()
  const [number, { kind, reason = null }] = [newest.version.number + 1, input]
  const version = await tx.version.create({ data: { releaseId, number, kind, reason, stateAt: now, createdAt: now } })
  await saveRevision(tx, { versionId: version.id, number: 1, now }, composed)
  const { reference } = composed.content
  await tx.release.update({ where: { id: releaseId }, data: { reference, updatedAt: now } })
  await recordEvent(inside, principal, {
    kind: 'release.version-created',
    subject: { type: 'release', id: releaseId },
    accountId: account.id,
    releaseId,
    ...(reason === null ? {} : { reason }),
    data: { version: number, kind, revision: 1, hash: toHex(composed.hash) },
  })
  const saved = { ...(await getVersion({ db: tx }, principal, releaseId, number)), removed: composed.removed }
  return kind === 'kill' ? submitKill(inside, principal, saved, account) : saved
}

/** What it says nothing of it has from the version before: its files, and what may be done with it. */
function carryOn<Input extends SanitisedRelease>(input: Input, last: SavedVersion): Input {
  const { attachments, rights } = last.revision.content
  return {
    ...input,
    attachments: input.attachments ?? attachments,
    rights: input.rights === undefined ? (rights ?? undefined) : input.rights,
  }
}

/** A kill does not wait for its account to submit it, nor for a second person where an editor asks for it. */
async function submitKill(
  inside: Inside,
  by: Principal,
  saved: SavedVersion,
  { trusted }: { trusted: boolean },
): Promise<SavedVersion> {
  const submitted = await takeStep(inside, saved, { step: steps.submit, by })
  if (mayReview(by)) return takeStep(inside, submitted, { step: steps.approve, by })
  if (!trusted) return submitted
  const reason = 'The account is trusted: its submissions skip review.'
  return takeStep(inside, submitted, { step: steps.approve, by: undefined, reason })
}
