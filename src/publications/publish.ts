import { randomInt } from 'node:crypto'
import { recordEvent } from '../accounts/events.ts'
import { findForeignIssuers } from '../accounts/find-foreign-issuers.ts'
import { principalScope } from '../accounts/scope.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { notFound, Problem } from '../problem.ts'
import type { Place } from '../releases/place.ts'
import { freezeVersion, type SavedVersion } from '../releases/version.ts'
import { getApproved } from './approved.ts'
import { expandAheadMs } from './expand.ts'
import { chooseHours } from './hours.ts'
import type { NewPublication } from './new-publication.ts'
import { type PublicationView, toPublicationView } from './publication.ts'
import { reschedule } from './reschedule.ts'
import { resolveTargets } from './targets.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'queue'>

/**
 * Sends an approved version on its way: freezes it, writes the publication and one dispatch per target in one transaction,
 * then rings. A publication that waits (`scheduled`, `held`, `overdue`) gets a new hour instead.
 *
 * @throws not-found, wrong-state, not-approved, edition-missing, empty-target, instant-past, invalid
 */
export async function publishVersion(
  deps: Deps,
  principal: Principal,
  place: Place,
  input: NewPublication,
): Promise<PublicationView> {
  const { db, clock } = deps
  const { publication, created } = await db.$transaction(async (tx) => {
    const approved = await getApproved(tx, principal, place)
    const waiting = await tx.publication.findFirst({
      where: { versionId: approved.version.id, state: { not: 'canceled' } },
      include: { dispatches: { orderBy: { position: 'asc' } } },
    })
    if (waiting) return { publication: await reschedule({ tx, clock }, principal, waiting, input), created: false }
    if (approved.version.frozenAt) {
      throw new Problem('wrong-state', 'This version has gone out in part and was canceled. A version goes out once.')
    }
    return { publication: await publish({ tx, clock }, principal, approved, input), created: true }
  })
  const now = clock.now().getTime()
  if (created && publication.releaseAt.getTime() <= now + expandAheadMs) {
    await deps.queue.ring(
      'expand',
      publication.dispatches.map(({ id }) => ({ id, ring: 'once', urgent: publication.urgency <= 2 })),
    )
  }
  return getPublication(deps, principal, place)
}

type Inside = { tx: Tx; clock: Clock }

async function publish({ tx, clock }: Inside, principal: Principal, approved: SavedVersion, input: NewPublication) {
  const { version, revision, editions, release } = approved
  const now = clock.now()
  const hours = chooseHours(revision.content, input, now)
  await requireIssuers(tx, release.accountId, revision.content.issuerIds)
  const wire = await tx.wire.findUniqueOrThrow({ where: { singleton: true } })
  const targets = await resolveTargets(tx, release.accountId, input.targets ?? revision.content.targets, editions)
  const publication = await tx.publication.create({
    data: {
      releaseId: release.id,
      versionId: version.id,
      versionNumber: version.number,
      revisionId: revision.id,
      accountId: release.accountId,
      state: 'scheduled',
      ...hours,
      urgency: revision.content.urgency,
      messageDomain: wire.senderAddress.slice(wire.senderAddress.lastIndexOf('@') + 1),
      seed: randomInt(2 ** 31 - 1),
      createdAt: now,
      updatedAt: now,
      dispatches: { create: targets.map((target, position) => ({ ...target, position, createdAt: now })) },
    },
    include: { dispatches: { orderBy: { position: 'asc' } } },
  })
  await freezeVersion(tx, version.id, now)
  const hash = Buffer.from(revision.hash).toString('hex')
  await recordEvent({ tx, clock }, principal, {
    kind: 'publication.scheduled',
    subject: { type: 'publication', id: publication.id },
    accountId: release.accountId,
    releaseId: release.id,
    data: { releaseAt: hours.releaseAt.toISOString(), targets: targets.length, hash },
  })
  await signal(tx, release.id)
  return publication
}

/** An authorisation may have been withdrawn since the release was handed in. */
async function requireIssuers(tx: Tx, accountId: string, issuerIds: string[]): Promise<void> {
  const [foreign] = await findForeignIssuers({ db: tx }, accountId, issuerIds)
  if (foreign === undefined) return
  const detail = 'The account may no longer act for an issuer of this release. Ask an admin of the wire.'
  const pointer = `/issuerIds/${issuerIds.indexOf(foreign)}`
  throw new Problem('issuer-not-authorized', detail, { errors: [{ pointer, code: 'not-authorized', detail }] })
}

/**
 * The publication of a version: the one that lives, else the last that was canceled.
 *
 * @throws not-found when there is none, or it is not the principal's
 */
export async function getPublication(
  { db }: Pick<Deps, 'db'>,
  principal: Principal,
  { id, number }: Place,
): Promise<PublicationView> {
  const row = await db.publication.findFirst({
    where: { releaseId: id, ...principalScope(principal), ...(number === undefined ? {} : { versionNumber: number }) },
    orderBy: [{ versionNumber: 'desc' }, { id: 'desc' }],
    include: { dispatches: { orderBy: { position: 'asc' } } },
  })
  if (!row) throw notFound('publication')
  return toPublicationView(row)
}
