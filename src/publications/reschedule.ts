import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import type { Dispatch, Publication } from '../db/generated/client.ts'
import { signal } from '../db/signals.ts'
import { holdForCancel } from '../deliveries/canceled.ts'
import { mayReview, type Principal } from '../http/principal.ts'
import { invalidField, Problem } from '../problem.ts'
import { expandAheadMs } from './expand.ts'
import { chooseHours } from './hours.ts'
import { liftMissing } from './lift-missing.ts'
import type { NewPublication } from './new-publication.ts'
import { keepPendingEditions, toPendingEditionsView } from './pending-editions.ts'

type Waiting = Publication & { dispatches: Dispatch[] }

const anotherDeadline = 'There is another deadline for what was missing.'

/**
 * Gives a publication that waits another hour: one conditional update, so that whoever commits first wins against the start.
 * What was held, or is overdue, is set going again by an editor only. Another deadline for editions that are still missing may be
 * given on its way, too.
 *
 * @throws wrong-state when it has started, or when targets are sent along; forbidden; instant-past
 */
export async function reschedule(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Principal,
  publication: Waiting,
  input: NewPublication,
): Promise<Waiting> {
  const { id, accountId, releaseId, state } = publication
  if (input.targets)
    throw new Problem('wrong-state', 'It is published already. Cancel the publication first, then publish with other targets.')
  if (isOnlyPending(input) && state === 'releasing' && isAwaiting(publication))
    return awaitLonger({ tx, clock }, principal, publication, input)
  requireWaiting(principal, publication)
  const now = clock.now()
  const hours = chooseHours(presentHours(publication, now), input, now)
  const pending = choosePending(publication, input, { releaseAt: hours.releaseAt, now })
  // Before any row, as everybody does who takes batches from workers.
  await holdForCancel(tx, id)
  if (input.pendingEditions) await liftMissing({ tx, clock }, principal, publication, anotherDeadline)
  const { count } = await tx.publication.updateMany({
    where: { id, state },
    data: { state: 'scheduled', ...hours, ...pending, lateMs: null, updatedAt: now, revision: { increment: 1 } },
  })
  if (count === 0) throw goesOnce(releaseId, 'The publication has just started')
  // Lists count as they stand shortly before the hour: one that is far off again is expanded anew. So is one under another
  // embargo, since some outlets wait for its end.
  const isFar = hours.releaseAt.getTime() > now.getTime() + expandAheadMs
  const isOtherEmbargo = hours.embargoUntil?.getTime() !== publication.embargoUntil?.getTime()
  if (!publication.startedAt && (isFar || isOtherEmbargo)) await fold(tx, id)
  if (!publication.startedAt && input.pendingEditions) await awaitAgain(tx, publication)
  const after = { ...publication, ...hours, ...pending }
  const data = { before: hoursOf(publication), after: hoursOf(after) }
  const subject = { type: 'publication', id }
  await recordEvent({ tx, clock }, principal, { kind: 'publication.rescheduled', subject, accountId, releaseId, data })
  await signal(tx, id)
  return { ...after, state: 'scheduled' }
}

function requireWaiting(principal: Principal, { state, releaseId }: Publication): void {
  if (state !== 'scheduled' && state !== 'held' && state !== 'overdue') {
    throw goesOnce(releaseId, `The publication is ${state}: it is out, or on its way`)
  }
  if (state !== 'scheduled' && !mayReview(principal)) {
    throw new Problem('forbidden', `The publication is ${state}: an editor of the wire decides when it goes out. Ask one.`)
  }
}

function goesOnce(releaseId: string, why: string): Problem {
  const next = `For another text make a new version: POST /v1/releases/${releaseId}/versions.`
  return new Problem('wrong-state', `${why}, and a version goes out once. ${next}`)
}

function isAwaiting({ dispatches }: Waiting): boolean {
  return dispatches.some(({ state }) => state === 'pending')
}

function isOnlyPending({ pendingEditions, releaseAt, embargoUntil }: NewPublication): boolean {
  return pendingEditions !== undefined && releaseAt === undefined && embargoUntil === undefined
}

/** The deadline of the request. Left out, the one that there is stays, as long as all can still leave together. */
function choosePending(publication: Waiting, { pendingEditions }: NewPublication, at: { releaseAt: Date; now: Date }) {
  if (pendingEditions) return keepPendingEditions(pendingEditions, at)
  const { pendingDeadline, pendingTogether } = publication
  if (pendingDeadline && pendingTogether && pendingDeadline > at.releaseAt && isAwaiting(publication)) {
    throw invalidField(
      '/releaseAt',
      'order',
      `is before the deadline of its missing editions (${pendingDeadline.toISOString()}): send \`pendingEditions\` too`,
    )
  }
  return {}
}

/** On its way language by language: nothing but the deadline changes, and what is decided then. */
async function awaitLonger(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Principal,
  publication: Waiting,
  { pendingEditions }: NewPublication,
): Promise<Waiting> {
  const { id, accountId, releaseId, releaseAt } = publication
  if (pendingEditions?.together)
    throw new Problem(
      'wrong-state',
      'The publication has started: what is missing follows language by language. Send "together": false.',
    )
  const pending = keepPendingEditions(pendingEditions, { releaseAt, now: clock.now() })
  await liftMissing({ tx, clock }, principal, publication, anotherDeadline)
  await tx.publication.update({ where: { id }, data: { ...pending, updatedAt: clock.now() } })
  const data = { before: hoursOf(publication), after: hoursOf({ ...publication, ...pending }) }
  const subject = { type: 'publication', id }
  await recordEvent({ tx, clock }, principal, { kind: 'publication.awaits-longer', subject, accountId, releaseId, data })
  await signal(tx, id)
  return { ...publication, ...pending }
}

/** Nothing has left yet: what was given up is waited for once more, and nothing stands for it. */
async function awaitAgain(tx: Tx, { id: publicationId, dispatches }: Waiting): Promise<void> {
  const givenUp = dispatches.filter(({ state, editionId }) => state === 'canceled' && editionId === null)
  if (givenUp.length === 0) return
  await fold(tx, publicationId)
  await tx.dispatch.deleteMany({ where: { publicationId, insteadOf: { not: null } } })
  await tx.dispatch.updateMany({ where: { id: { in: givenUp.map(({ id }) => id) } }, data: { state: 'pending' } })
}

/** What the event says of hours. */
function hoursOf(publication: Waiting) {
  const { releaseAt, embargoUntil } = publication
  const pendingEditions = toPendingEditionsView(publication)
  return {
    releaseAt: releaseAt.toISOString(),
    embargoUntil: embargoUntil?.toISOString() ?? null,
    ...(pendingEditions && { pendingEditions }),
  }
}

/** The hours as they stand. What has passed in waiting is not the caller's fault: the hour becomes now, the embargo nothing. */
function presentHours({ releaseAt, releaseAtGiven, embargoUntil }: Publication, now: Date) {
  return {
    releaseAt: releaseAt > now ? { at: releaseAt, given: releaseAtGiven ?? releaseAt.toISOString() } : null,
    embargoUntil: embargoUntil && embargoUntil > now ? { at: embargoUntil, given: embargoUntil.toISOString() } : null,
  }
}

/** Takes an expansion back; nothing of it has left. */
async function fold(tx: Tx, publicationId: string): Promise<void> {
  await tx.delivery.deleteMany({ where: { publicationId } })
  await tx.batch.deleteMany({ where: { publicationId } })
  await tx.tallyShard.deleteMany({ where: { publicationId } })
  await tx.dispatch.updateMany({
    where: { publicationId, state: 'expanded' },
    data: { state: 'waiting', covered: 0, reach: Prisma.DbNull, expandedAt: null },
  })
}
