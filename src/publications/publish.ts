import { randomInt } from 'node:crypto'
import { recordEvent } from '../accounts/events.ts'
import { principalScope } from '../accounts/scope.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Dispatch, Publication } from '../db/generated/client.ts'
import { signal } from '../db/signals.ts'
import { compareClocks } from '../deliveries/compare-clocks.ts'
import { isUrgent } from '../deliveries/ring.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { killPoint } from '../kill-point.ts'
import { publicationAccepted } from '../metrics/observe.ts'
import { notFound, Problem } from '../problem.ts'
import type { Place } from '../releases/place.ts'
import { freezeVersion, type SavedVersion } from '../releases/version.ts'
import { currentTraceparent, inSpan, type Span } from '../tracing/span.ts'
import { getApproved } from './approved.ts'
import { requireEmbargoKept } from './earlier.ts'
import { expandAheadMs, expandDispatch } from './expand.ts'
import type { NewPublication } from './new-publication.ts'
import { keepPendingEditions, toPendingEditionsView } from './pending-editions.ts'
import { planPublication } from './plan.ts'
import { type PublicationView, toPublicationView } from './publication.ts'
import { reschedule } from './reschedule.ts'
import { stopEarlier } from './stop-earlier.ts'
import type { PlannedTarget } from './targets.ts'

type Deps = Pick<AppDeps, 'db' | 'fast' | 'clock' | 'queue' | 'config' | 'log'>

/**
 * Sends an approved version on its way: freezes it, writes the publication and one dispatch per target in one transaction,
 * then rings. A later version also goes to whoever was sent an earlier one; a kill stops those first. A publication that waits (`scheduled`, `held`, `overdue`) gets a new hour instead.
 *
 * @throws not-found, wrong-state, not-approved, edition-missing, not-entitled, empty-target, instant-past, invalid, quota-exceeded
 */
export async function publishVersion(
  deps: Deps,
  principal: Principal,
  place: Place,
  input: NewPublication,
): Promise<PublicationView> {
  return inSpan('publish', { attributes: { 'dateline.release_id': place.id } }, (span) =>
    publishInSpan(deps, span, { principal, place, input }),
  )
}

/** Workers are busy with others: an urgent release is expanded by whoever took it. What fails or is cut off is found by sweep. */
async function expandHere(deps: Deps, { dispatches }: Published): Promise<void> {
  // A web process may open the gate here, and compares its clock at no other time.
  await compareClocks(deps).catch(() => {})
  for (const { id } of dispatches) {
    await expandDispatch(deps, id).catch((error: unknown) =>
      deps.log.warn({ err: error, dispatchId: id }, 'not expanded; sweep will'),
    )
  }
}

type Asked = { principal: Principal; place: Place; input: NewPublication }

async function publishInSpan(deps: Deps, span: Span, { principal, place, input }: Asked): Promise<PublicationView> {
  const { db, clock } = deps
  const { publication, created } = await db.$transaction(async (tx) => {
    const approved = await getApproved(tx, principal, place)
    span.link(approved.release.traceparent)
    const waiting = await tx.publication.findFirst({
      where: { versionId: approved.version.id, state: { not: 'canceled' } },
      include: { dispatches: { orderBy: { position: 'asc' } } },
    })
    if (waiting) {
      const publication = await reschedule({ tx, clock }, principal, waiting, input)
      await requireEmbargoKept(tx, approved, publication)
      return { publication, created: false }
    }
    if (approved.version.frozenAt) {
      throw new Problem('wrong-state', 'This version has gone out in part and was canceled. A version goes out once.')
    }
    return { publication: await publish({ tx, clock }, principal, approved, input), created: true }
  })
  killPoint('after-publish')
  if (created && !publication.test) publicationAccepted()
  const now = clock.now().getTime()
  if (created && publication.releaseAt.getTime() <= now + expandAheadMs) {
    if (isUrgent(publication)) void expandHere(deps, publication)
    else
      await deps.queue.ring(
        'expand',
        publication.dispatches.flatMap(({ id, state }) =>
          state === 'waiting' ? [{ id, ring: 'once', urgency: publication.urgency }] : [],
        ),
      )
  }
  return getPublication(deps, principal, place)
}

type Inside = { tx: Tx; clock: Clock }
type Published = Publication & { dispatches: Dispatch[] }

async function publish({ tx, clock }: Inside, principal: Principal, approved: SavedVersion, input: NewPublication) {
  const { version, revision, release } = approved
  const now = clock.now()
  const { hours, targets, recipients } = await planPublication(tx, { approved, input, now })
  const wire = await tx.wire.findFirstOrThrow()
  const publication = await tx.publication.create({
    data: {
      releaseId: release.id,
      versionId: version.id,
      versionNumber: version.number,
      revisionId: revision.id,
      accountId: release.accountId,
      test: release.test,
      traceparent: currentTraceparent(),
      issuerIds: revision.content.issuerIds,
      recipients,
      state: 'scheduled',
      ...hours,
      ...keepPendingEditions(input.pendingEditions, { releaseAt: hours.releaseAt, now }),
      urgency: revision.content.urgency,
      messageDomain: wire.senderAddress.slice(wire.senderAddress.lastIndexOf('@') + 1),
      seed: randomInt(2 ** 31 - 1),
      createdAt: now,
      updatedAt: now,
      dispatches: { create: targets.map((target, position) => toDispatch(target, { position, now })) },
    },
    include: { dispatches: { orderBy: { position: 'asc' } } },
  })
  await freezeVersion(tx, version.id, now)
  if (version.kind === 'kill') await stopEarlier({ tx, clock }, principal, publication)
  await recordPublication({ tx, clock }, principal, publication, revision.hash)
  await signal(tx, release.id)
  return publication
}

function toDispatch(target: PlannedTarget, { position, now }: { position: number; now: Date }) {
  return { ...target, position, state: target.editionId === null ? 'pending' : 'waiting', createdAt: now }
}

async function recordPublication(inside: Inside, principal: Principal, publication: Published, revisionHash: Uint8Array) {
  const { id, accountId, releaseId, recipients } = publication
  const releaseAt = publication.releaseAt.toISOString()
  const embargoUntil = publication.embargoUntil?.toISOString() ?? null
  const hash = Buffer.from(revisionHash).toString('hex')
  const targets = publication.dispatches.length
  const subject = { type: 'publication', id }
  const pendingEditions = toPendingEditionsView(publication)
  const data = { releaseAt, embargoUntil, targets, recipients, hash, ...(pendingEditions && { pendingEditions }) }
  await recordEvent(inside, principal, { kind: 'publication.scheduled', subject, accountId, releaseId, data })
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
