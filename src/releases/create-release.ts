import { recordEvent } from '../accounts/events.ts'
import { takeUsage } from '../accounts/usage.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { currentTraceparent } from '../tracing/span.ts'
import { composeRevision, type SanitisedRelease } from './compose-revision.ts'
import { toHex } from './release-view.ts'
import { saveRevision } from './save-revision.ts'
import { getVersion, type SavedVersion } from './version.ts'

const sameWithinMs = 24 * 60 * 60 * 1000

/**
 * Takes a new release for the principal's own account, as the draft of its first version; with a test key, a test release.
 *
 * @param mayRepeat whether the same content may come twice within a day, because the caller tells repeats by Idempotency-Key
 * @throws quota-exceeded when the account has handed in as many as it may today; duplicate-release, and what composeRevision throws
 */
export async function createRelease(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  input: SanitisedRelease,
  { mayRepeat }: { mayRepeat: boolean },
): Promise<SavedVersion> {
  const { tx, clock } = deps
  const { accountId } = principal
  const now = clock.now()
  const owner = { accountId, test: principal.mode === 'test' }
  if (!owner.test) await takeUsage(tx, { accountId, kind: 'releases', at: now }, 1)
  const account = await tx.account.findUniqueOrThrow({ where: { id: accountId } })
  const composed = await composeRevision(deps, { ...account, test: owner.test }, input)
  if (!mayRepeat) await refuseRepeat(tx, owner, composed.hash, new Date(now.getTime() - sameWithinMs))
  const { reference } = composed.content
  const traceparent = currentTraceparent()
  const release = await tx.release.create({ data: { ...owner, reference, traceparent, createdAt: now, updatedAt: now } })
  const version = await tx.version.create({ data: { releaseId: release.id, number: 1, stateAt: now, createdAt: now } })
  await saveRevision(tx, { versionId: version.id, number: 1, now }, composed)
  await recordEvent(deps, principal, {
    kind: 'release.created',
    subject: { type: 'release', id: release.id },
    accountId,
    releaseId: release.id,
    data: { version: 1, revision: 1, hash: toHex(composed.hash) },
  })
  return { ...(await getVersion({ db: tx }, principal, release.id)), removed: composed.removed }
}

/** Whose a release is: a test and the real thing may say the same. */
type Owner = { accountId: string; test: boolean }

async function refuseRepeat(tx: Tx, owner: Owner, hash: Uint8Array<ArrayBuffer>, since: Date): Promise<void> {
  // Two equal requests at once: the second waits here until the first has committed, and then finds it.
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${owner.accountId} ${toHex(hash)}`}, 0))::text`
  const earlier = await tx.revision.findFirst({
    where: { hash, createdAt: { gt: since }, version: { release: owner } },
    select: { version: { select: { releaseId: true } } },
  })
  if (!earlier) return
  throw new Problem(
    'duplicate-release',
    `This account handed in the same content within a day, as release ${earlier.version.releaseId}: use that one. ` +
      'If it shall really go out twice, give it another reference, or send an Idempotency-Key.',
  )
}
