import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { toHex } from './release-view.ts'
import type { SavedVersion, VersionState } from './version.ts'

/** One way from state to state, and the event that it leaves. */
type Step = { from: readonly VersionState[]; to: VersionState; event: string }

/** Every way in which review moves a version. What is frozen moves no more. */
export const steps = {
  submit: { from: ['draft', 'returned'], to: 'submitted', event: 'release.submitted' },
  recall: { from: ['submitted', 'on-hold', 'approved'], to: 'draft', event: 'release.recalled' },
  approve: { from: ['submitted', 'on-hold'], to: 'approved', event: 'release.approved' },
  voidApproval: { from: ['approved'], to: 'submitted', event: 'release.approval-voided' },
  return: { from: ['submitted', 'on-hold'], to: 'returned', event: 'release.returned' },
  hold: { from: ['submitted'], to: 'on-hold', event: 'release.held' },
  decline: { from: ['submitted', 'on-hold'], to: 'declined', event: 'release.declined' },
  putAside: { from: ['draft', 'submitted', 'returned', 'on-hold', 'approved'], to: 'declined', event: 'release.declined' },
} as const satisfies Record<string, Step>

/**
 * Moves a version along one step. Approval keeps the hash of the revision; every other step forgets it.
 *
 * @param saved the version, locked
 * @param by who did it; undefined where Dateline itself did
 * @param reason why, for whoever reads the release
 * @returns the version as it is then
 * @throws wrong-state
 */
export async function takeStep(
  { tx, clock }: { tx: Tx; clock: Clock },
  saved: SavedVersion,
  { step, by, reason }: { step: Step; by: Principal | undefined; reason?: string },
): Promise<SavedVersion> {
  const { release, version, revision } = saved
  requireState(saved, step.from)
  const approvedHash = step.to === 'approved' ? revision.hash : null
  const moved = await tx.version.update({
    where: { id: version.id },
    data: { state: step.to, stateReason: reason ?? null, stateAt: clock.now(), approvedHash },
  })
  await recordEvent({ tx, clock }, by, {
    kind: step.event,
    subject: { type: 'release', id: release.id },
    accountId: release.accountId,
    releaseId: release.id,
    reason,
    data: {
      version: version.number,
      revision: revision.number,
      hash: toHex(revision.hash),
      before: version.state,
      after: step.to,
    },
  })
  return { ...saved, version: moved }
}

/**
 * Refuses what is not possible in the present state.
 *
 * @throws wrong-state, saying which state it is in and which it would need
 */
export function requireState({ version }: SavedVersion, allowed: readonly VersionState[]): void {
  if (version.frozenAt) {
    throw new Problem('wrong-state', `Version ${version.number} was published and no longer changes. Make a new version instead.`)
  }
  if (allowed.some((state) => state === version.state)) return
  const wanted = allowed.join(' or ')
  throw new Problem('wrong-state', `Version ${version.number} is ${version.state}; this is possible only while it is ${wanted}.`)
}

/**
 * Refuses the wire's people what only the account may do with its release: the text is the issuer's.
 *
 * @throws forbidden
 */
export function requireOwn(principal: Principal, { release }: SavedVersion): void {
  if (principal.accountId === release.accountId) return
  throw new Problem('forbidden', 'Only a key of the account whose release this is may do that. Return it with a reason instead.')
}
