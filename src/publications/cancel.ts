import { recordEvent } from '../accounts/events.ts'
import { principalScope } from '../accounts/scope.ts'
import { giveBackUsage } from '../accounts/usage.ts'
import type { Tx } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import { signal } from '../db/signals.ts'
import { holdForCancel } from '../deliveries/canceled.ts'
import { applyDeltas, type Change } from '../deliveries/tally.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { notFound, Problem } from '../problem.ts'
import type { Place } from '../releases/place.ts'
import { lockVersion } from '../releases/version.ts'
import type { PublicationView } from './publication.ts'
import { getPublication } from './publish.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Stops a publication. Before its hour nothing has left, and the version can be changed and published again; on its way,
 * what has not been sent is not sent any more, and what has been sent stays sent.
 *
 * @throws not-found, wrong-state when it is out or was canceled before
 */
export async function cancelPublication(deps: Deps, principal: Principal, place: Place): Promise<PublicationView> {
  const { db, clock } = deps
  const now = clock.now()
  await db.$transaction(async (tx) => {
    const version = place.number === undefined ? {} : { versionNumber: place.number }
    const found = await tx.publication.findFirst({
      where: { releaseId: place.id, ...principalScope(principal), ...version },
      orderBy: [{ versionNumber: 'desc' }, { id: 'desc' }],
    })
    if (!found) throw notFound('publication')
    await lockVersion(tx, found.versionId)
    await holdForCancel(tx, found.id)
    await tx.$executeRaw`SELECT FROM publications WHERE id = ${found.id}::uuid FOR UPDATE`
    const publication = await tx.publication.findUniqueOrThrow({ where: { id: found.id } })
    if (publication.state === 'canceled' || (publication.state === 'released' && !(await isUnfinished(tx, publication.id)))) {
      throw new Problem('wrong-state', `The publication is ${publication.state}; there is nothing left to cancel.`)
    }
    await tx.publication.update({ where: { id: publication.id }, data: { state: 'canceled', updatedAt: now } })
    await tx.dispatch.updateMany({ where: { publicationId: publication.id, state: 'waiting' }, data: { state: 'canceled' } })
    if (!publication.startedAt) await takeBack(tx, publication)
    await tx.batch.updateMany({ where: { publicationId: publication.id, state: 'ready' }, data: { state: 'done' } })
    const changes = await tx.$queryRaw<Change[]>`
      UPDATE deliveries SET state = 'canceled', due_at = NULL, updated_at = ${now}
      WHERE publication_id = ${publication.id}::uuid AND state IN ('pending', 'retrying')
      RETURNING dispatch_id AS "dispatchId", channel, old.state AS before, new.state AS state`
    await applyDeltas(tx, publication.id, changes)
    const { accountId, releaseId } = publication
    const data = { before: publication.state, after: 'canceled', canceled: changes.length }
    const subject = { type: 'publication', id: publication.id }
    await recordEvent({ tx, clock }, principal, { kind: 'publication.canceled', subject, accountId, releaseId, data })
    await signal(tx, publication.id)
  })
  return getPublication(deps, principal, place)
}

/** Nothing has left: the version can be changed again, and the account gets its recipients back. */
async function takeBack(tx: Tx, { versionId, accountId, createdAt, recipients }: Publication): Promise<void> {
  await tx.version.update({ where: { id: versionId }, data: { frozenAt: null } })
  await giveBackUsage(tx, { accountId, kind: 'recipients', at: createdAt }, recipients)
}

/** Whether a publication still tries: `released` only means that everything was tried once. */
async function isUnfinished(tx: Tx, publicationId: string): Promise<boolean> {
  const tallies = await tx.tally.findMany({ where: { publicationId } })
  return tallies.some(({ pending, sending, retrying }) => pending + sending + retrying > 0)
}
