import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import type { NewVersion } from './new-version.ts'
import { steps, takeStep } from './review.ts'
import { getVersion, lockVersion, type SavedVersion } from './version.ts'

/**
 * Sees to it that a release may have another version: something of it went out, it is not killed, and no version is unfinished. A kill
 * waits for none: it puts an end to what is in the works, but for another kill.
 *
 * @param newest the newest version, its release locked
 * @returns the newest version that was published
 * @throws wrong-state
 */
export async function makeRoom(
  inside: { tx: Tx; clock: Clock },
  principal: Principal,
  newest: SavedVersion,
  kind: NewVersion['kind'],
): Promise<SavedVersion> {
  const { tx } = inside
  const { id: releaseId } = newest.release
  await lockVersion(tx, newest.version.id)
  if ((await tx.version.count({ where: { releaseId, kind: 'kill', frozenAt: { not: null } } })) > 0) {
    throw refused('This release is killed, and stays so. Hand in a new release.')
  }
  if ((await tx.publication.count({ where: { releaseId, startedAt: { not: null } } })) === 0) {
    throw refused('Nothing of this release has gone out. Change its draft; where it is scheduled, cancel the publication first.')
  }
  const { version } = await getVersion({ db: tx }, principal, releaseId)
  if (isUnfinished(version)) await putAside(inside, principal, { ...newest, version }, kind)
  else if (kind !== 'kill') await requireStarted(tx, version)
  const last = await tx.version.findFirst({ where: { releaseId, frozenAt: { not: null } }, orderBy: { number: 'desc' } })
  if (!last) throw new Error(`Release ${releaseId} went out, but no version of it is frozen`)
  return getVersion({ db: tx }, principal, releaseId, last.number)
}

type Version = SavedVersion['version']

function isUnfinished({ frozenAt, state }: Version): boolean {
  return frozenAt === null && state !== 'declined'
}

async function putAside(
  inside: { tx: Tx; clock: Clock },
  by: Principal,
  unfinished: SavedVersion,
  kind: NewVersion['kind'],
): Promise<void> {
  const { number, state, kind: present } = unfinished.version
  if (present === 'kill') throw refused(`Version ${number} is a kill already, and ${state}: go on with that one.`)
  if (kind !== 'kill')
    throw refused(`Version ${number} is ${state}: go on with that one. There is one unfinished version at a time.`)
  await takeStep(inside, unfinished, { step: steps.putAside, by, reason: 'A kill takes its place.' })
}

/** A version that waits for its hour can still be changed: two of them would come one after the other for no good. */
async function requireStarted(tx: Tx, { id, number }: Version): Promise<void> {
  const waiting = await tx.publication.findFirst({ where: { versionId: id, startedAt: null, state: { not: 'canceled' } } })
  if (!waiting) return
  throw refused(`Version ${number} is ${waiting.state} and has not gone out: cancel its publication and change that one.`)
}

function refused(detail: string): Problem {
  return new Problem('wrong-state', detail)
}
