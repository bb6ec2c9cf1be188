import { recordEvent } from '../accounts/events.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { toHex } from './release-view.ts'
import type { SavedVersion } from './version.ts'

/**
 * Records that somebody was shown the text of a version that is not public yet: who, from where, which revision; never the
 * text itself. What is public leaves no trace. To be called by every route that is asked for a text; a change that
 * answers with one has its own event, which says the same.
 */
export async function recordRead(
  { db, clock }: Pick<AppDeps, 'db' | 'clock'>,
  by: Principal,
  saved: SavedVersion,
): Promise<void> {
  if (isPublic(saved, clock.now())) return
  const { release, version, revision } = saved
  await recordEvent({ tx: db, clock }, by, {
    kind: 'release.read',
    subject: { type: 'release', id: release.id },
    accountId: release.accountId,
    releaseId: release.id,
    data: { version: version.number, revision: revision.number, hash: toHex(revision.hash) },
  })
}

/** Whether a version has gone out and its embargo is over: until then its text is worth money to whoever has it. */
function isPublic({ publication }: SavedVersion, now: Date): boolean {
  if (!publication?.startedAt) return false
  return publication.embargoUntil === null || publication.embargoUntil <= now
}
