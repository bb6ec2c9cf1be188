import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import type { Dispatch, Publication } from '../db/generated/client.ts'
import { signal } from '../db/signals.ts'
import { holdForCancel } from '../deliveries/canceled.ts'
import { mayReview, type Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { expandAheadMs } from './expand.ts'
import { chooseHours } from './hours.ts'
import type { NewPublication } from './new-publication.ts'

type Waiting = Publication & { dispatches: Dispatch[] }

/**
 * Gives a publication that waits another hour: one conditional update, so that whoever commits first wins against the start.
 * What was held, or is overdue, is set going again by an editor only.
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
  if (state !== 'scheduled' && state !== 'held' && state !== 'overdue') {
    throw new Problem('wrong-state', `The publication is ${state}: it is out, or on its way. A version goes out once.`)
  }
  if (state !== 'scheduled' && !mayReview(principal)) {
    throw new Problem('forbidden', `The publication is ${state}: an editor of the wire decides when it goes out. Ask one.`)
  }
  const now = clock.now()
  const hours = chooseHours(presentHours(publication, now), input, now)
  // Before any row, as everybody does who takes batches from workers.
  await holdForCancel(tx, id)
  const { count } = await tx.publication.updateMany({
    where: { id, state },
    data: { state: 'scheduled', ...hours, lateMs: null, updatedAt: now, revision: { increment: 1 } },
  })
  if (count === 0) throw new Problem('wrong-state', 'The publication has just started. A version goes out once.')
  // Lists count as they stand shortly before the hour: one that is far off again is expanded anew. So is one under another
  // embargo, since some outlets wait for its end.
  const isFar = hours.releaseAt.getTime() > now.getTime() + expandAheadMs
  const isOtherEmbargo = hours.embargoUntil?.getTime() !== publication.embargoUntil?.getTime()
  if (!publication.startedAt && (isFar || isOtherEmbargo)) await fold(tx, id)
  const data = { before: hoursOf(publication), after: hoursOf(hours) }
  const subject = { type: 'publication', id }
  await recordEvent({ tx, clock }, principal, { kind: 'publication.rescheduled', subject, accountId, releaseId, data })
  await signal(tx, id)
  return { ...publication, ...hours, state: 'scheduled' }
}

/** What the event says of hours. */
function hoursOf({ releaseAt, embargoUntil }: Pick<Publication, 'releaseAt' | 'embargoUntil'>) {
  return { releaseAt: releaseAt.toISOString(), embargoUntil: embargoUntil?.toISOString() ?? null }
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
    where: { publicationId },
    data: { state: 'waiting', covered: 0, reach: Prisma.DbNull, expandedAt: null },
  })
}
