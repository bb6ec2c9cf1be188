import { findForeignIssuers } from '../accounts/find-foreign-issuers.ts'
import type { Tx } from '../db/client.ts'
import { invalidField, Problem } from '../problem.ts'
import type { SavedVersion } from '../releases/version.ts'
import { findEarlierTargets, findEmbargo, requireEmbargoKept, requireNewest } from './earlier.ts'
import { chooseHours, type Hours } from './hours.ts'
import type { NewPublication } from './new-publication.ts'
import { requireRecipientsLeft, reserveRecipients } from './reserve-recipients.ts'
import { type PlannedTarget, type ResolvedTarget, resolveTargets } from './targets.ts'

/** When and to whom a version goes out, and how many recipients of its account that takes for now. */
export type Plan = { hours: Hours; targets: PlannedTarget[]; recipients: number }

type Asked = { approved: SavedVersion; input: NewPublication; now: Date }

/**
 * Plans a publication: its own targets first, then whoever was sent an earlier version. A kill has no targets of its own, leaves at
 * once, keeps the embargo of what it calls back, and nothing that was withdrawn since stands in its way.
 *
 * @throws wrong-state, edition-missing, not-entitled, empty-target, instant-past, invalid, issuer-not-authorized, quota-exceeded
 */
export async function planPublication(tx: Tx, { approved, input, now }: Asked): Promise<Plan> {
  const { version, revision, release } = approved
  await requireNewest(tx, approved)
  if (version.kind === 'kill') return planKill(tx, { approved, input, now })
  const hours = chooseHours(revision.content, input, now)
  await requireEmbargoKept(tx, approved, hours)
  await requireIssuers(tx, release.accountId, revision.content.issuerIds)
  await requireRecipientsLeft(tx, { ...release, kind: version.kind }, now)
  const earlier = version.number === 1 ? [] : await findEarlierTargets(tx, approved)
  const targets = await findListed(tx, { approved, input, now }, { hours, hasEarlier: earlier.length > 0 })
  const by = { ...release, kind: version.kind }
  const recipients = targets.length === 0 ? 0 : await reserveRecipients(tx, by, { targets, now, releaseAt: hours.releaseAt })
  return { hours, targets: [...targets, ...earlier], recipients }
}

async function planKill(tx: Tx, { approved, input, now }: Asked): Promise<Plan> {
  const detail = 'is nothing that a kill can have: it leaves at once, to whoever was sent anything. Leave it out'
  for (const field of ['releaseAt', 'embargoUntil', 'targets', 'pendingEditions'] as const) {
    if (input[field]) throw invalidField(`/${field}`, 'kill', detail)
  }
  const embargo = await findEmbargo(tx, approved.version)
  const embargoUntil = embargo && embargo > now ? embargo : null
  return {
    hours: { releaseAt: now, releaseAtGiven: null, embargoUntil },
    targets: await findEarlierTargets(tx, approved),
    recipients: 0,
  }
}

async function findListed(
  tx: Tx,
  { approved, input }: Asked,
  { hours, hasEarlier }: { hours: Hours; hasEarlier: boolean },
): Promise<ResolvedTarget[]> {
  const { revision, version } = approved
  const named = revision.content.targets
  const targets = input.targets ?? named
  if (targets.length === 0 && hasEarlier) return []
  if (targets.length === 0 && version.number > 1)
    throw new Problem('empty-target', 'Nobody is left who was sent an earlier version. Name targets.')
  return resolveTargets(tx, { approved, at: hours.releaseAt, targets, mayPend: input.pendingEditions !== undefined })
}

/** An authorisation may have been withdrawn since the release was handed in. */
async function requireIssuers(tx: Tx, accountId: string, issuerIds: string[]): Promise<void> {
  const [foreign] = await findForeignIssuers({ db: tx }, accountId, issuerIds)
  if (foreign === undefined) return
  const detail = 'The account may no longer act for an issuer of this release. Ask an admin of the wire.'
  const pointer = `/issuerIds/${issuerIds.indexOf(foreign)}`
  throw new Problem('issuer-not-authorized', detail, { errors: [{ pointer, code: 'not-authorized', detail }] })
}
