import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { composeWithoutChecks } from './compose-revision.ts'
import { toHex } from './release-view.ts'
import type { SanitisedEdition } from './sanitise-bodies.ts'
import { saveRevision } from './save-revision.ts'
import { requireComplete } from './submit-release.ts'
import { getVersion, type SavedVersion } from './version.ts'

/**
 * Adds an edition to a version that is published already and waits for it. Nothing of what it says else changes, and what was approved
 * of it stays so: the edition has passed a review of its own.
 *
 * @param saved the version, locked
 * @param editions those that it has, as they stand, and the new one behind them
 * @throws invalid where it is not as complete as a submission must be
 */
export async function appendEdition(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  saved: SavedVersion,
  editions: SanitisedEdition[],
): Promise<SavedVersion> {
  const { tx, clock } = deps
  const { release, version, revision } = saved
  const now = clock.now()
  const number = version.revisionNumber + 1
  const composed = await composeWithoutChecks(tx, { content: revision.content, editions }, saved.editions)
  await saveRevision(tx, { versionId: version.id, number, now }, composed)
  await tx.version.update({ where: { id: version.id }, data: { revisionNumber: number, approvedHash: composed.hash } })
  await tx.release.update({ where: { id: release.id }, data: { updatedAt: now } })
  await recordEvent(deps, principal, {
    kind: 'release.edition-added',
    subject: { type: 'release', id: release.id },
    accountId: release.accountId,
    releaseId: release.id,
    data: {
      version: version.number,
      language: editions.at(-1)?.language ?? null,
      before: { revision: version.revisionNumber, hash: toHex(revision.hash) },
      after: { revision: number, hash: toHex(composed.hash) },
    },
  })
  const appended = await getVersion({ db: tx }, principal, release.id, version.number)
  await requireComplete(tx, appended)
  return appended
}
