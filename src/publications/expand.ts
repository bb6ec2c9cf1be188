import { Prisma, type Tx } from '../db/client.ts'
import type { Dispatch, Publication } from '../db/generated/client.ts'
import { signal } from '../db/signals.ts'
import { finishPublications } from '../deliveries/finish.ts'
import { ringBatches } from '../deliveries/ring.ts'
import { startPublications } from '../deliveries/start-publications.ts'
import { supersedeEarlier } from '../deliveries/supersede.ts'
import { deliveryStates } from '../deliveries/tally.ts'
import type { AppDeps } from '../deps.ts'
import { killPoint } from '../kill-point.ts'
import { deliveriesAccepted } from '../metrics/observe.ts'
import { makeRoomToCount } from '../outlets/count-reach.ts'
import { keepErasuresOut } from '../suppressions/erased.ts'
import { startSpan } from '../tracing/span.ts'
import { findUnexpandedEarlier, hasUnexpandedEarlier } from './earlier.ts'
import { expandTarget } from './expand-target.ts'
import { numberDeliveries } from './number-deliveries.ts'
import { settleRecipients } from './settle-recipients.ts'

type Deps = Pick<AppDeps, 'db' | 'fast' | 'clock' | 'queue' | 'config' | 'log'>

/** How long before its hour a publication's lists are expanded: later changes of a list do not count. */
export const expandAheadMs = 60_000

/**
 * Turns the target of a dispatch into deliveries, and with it every target before it, in order: the first target that
 * reaches an endpoint owns the delivery, later ones count it as covered. Opens the gate and rings for the batches if the hour has come.
 *
 * A dispatch that is expanded, canceled or gone, or whose hour is far, is left alone: the job may ring twice.
 *
 * @param wait whether to wait for another worker that is at the same publication, or to leave it to that one
 */
export async function expandDispatch(deps: Deps, dispatchId: string, { wait } = { wait: true }): Promise<void> {
  const { db, clock, config } = deps
  // Whoever an earlier version still is to reach is among those whom a later one must reach.
  for (const { id } of await findUnexpandedEarlier(db, dispatchId)) await expandDispatch(deps, id, { wait })
  const startedAt = clock.now()
  const expanded: string[] = []
  const publication = await db.$transaction(async (tx) => {
    const found = await lockUnexpanded(tx, dispatchId, { wait, now: clock.now() })
    if (!found) return undefined
    const { publication: locked, targets, waiting } = found
    expanded.push(...waiting.map(({ id }) => id))
    await keepErasuresOut(tx)
    await makeRoomToCount(tx)
    for (const dispatch of waiting)
      await expandTarget(tx, { publication: locked, dispatch, targets, batchSize: config.batchSize, now: clock.now() })
    await settleRecipients({ tx, clock }, locked)
    await numberDeliveries(tx, locked, expanded)
    await finishPublications({ tx, clock }, locked.id)
    await signal(tx, locked.id)
    killPoint('in-expand')
    return locked
  })
  if (!publication) return
  killPoint('after-expand')
  await setGoing(deps, publication)
  await tellExpanded(deps, publication, { expanded, startedAt })
}

type Unexpanded = { publication: Publication; targets: Dispatch[]; waiting: Dispatch[] }

/** A publication, locked, with its targets and those of them that are to be expanded now: up to one, in order. */
async function lockUnexpanded(
  tx: Tx,
  dispatchId: string,
  { wait, now }: { wait: boolean; now: Date },
): Promise<Unexpanded | undefined> {
  const wanted = await tx.dispatch.findUnique({ where: { id: dispatchId } })
  if (wanted?.state !== 'waiting') return undefined
  // The lock makes targets of one publication take turns: what the first owns the next can see.
  const skip = wait ? Prisma.empty : Prisma.sql`SKIP LOCKED`
  const mine = await tx.$queryRaw<unknown[]>`
    SELECT id FROM publications WHERE id = ${wanted.publicationId}::uuid FOR NO KEY UPDATE ${skip}`
  if (mine.length === 0) return undefined
  const publication = await tx.publication.findUniqueOrThrow({ where: { id: wanted.publicationId } })
  if (publication.state === 'canceled') return undefined
  // It may have been given a later hour since the ring: lists count as they stand shortly before it.
  if (publication.releaseAt.getTime() > now.getTime() + expandAheadMs) return undefined
  if (await hasUnexpandedEarlier(tx, publication)) return undefined
  const targets = await tx.dispatch.findMany({
    where: { publicationId: publication.id, state: { not: 'canceled' } },
    orderBy: { position: 'asc' },
  })
  // What leaves together is expanded together, once it is known in which languages.
  if (publication.pendingTogether && targets.some(({ state }) => state === 'pending')) return undefined
  const waiting = targets.filter(({ state, position }) => state === 'waiting' && position <= wanted.position)
  return { publication, targets, waiting }
}

/** What a publication that is expanded sets going: its start, where the hour has come; its batches; the end of what it overtakes. */
async function setGoing(deps: Deps, publication: Publication): Promise<void> {
  const { id, state, revision, releaseAt } = publication
  const isDue = state === 'scheduled' && releaseAt <= deps.clock.now()
  const started = isDue ? await startPublications(deps, { publicationId: id, revision }) : []
  if (started.length > 0 || state === 'releasing' || state === 'released') await ringBatches(deps, [id])
  if (publication.versionNumber > 1) await supersedeEarlier(deps)
}

/** Counts what a publication was expanded into at this time, and shows it in its trace. */
async function tellExpanded(
  { db }: Deps,
  { id: publicationId, traceparent, test }: Publication,
  { expanded, startedAt }: { expanded: string[]; startedAt: Date },
): Promise<void> {
  const tallies = await db.$queryRaw<{ channel: string; count: number }[]>`
    SELECT channel, sum(${Prisma.raw(deliveryStates.join(' + '))})::int AS count
    FROM tallies WHERE dispatch_id = ANY(${expanded}::uuid[]) GROUP BY channel`
  if (!test) for (const { channel, count } of tallies) deliveriesAccepted(channel, count)
  const deliveries = tallies.reduce((sum, { count }) => sum + count, 0)
  startSpan('expand', {
    parent: traceparent,
    startedAt,
    attributes: { 'dateline.publication_id': publicationId, 'dateline.deliveries': deliveries },
  }).end()
}
