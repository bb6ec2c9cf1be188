import { correctUsage } from '../accounts/usage.ts'
import { Prisma, type Tx } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import { isInHand } from '../db/in-hand.ts'
import { signal } from '../db/signals.ts'
import { applyDeltas, type Change } from '../deliveries/tally.ts'

/**
 * Cancels a publication with whatever of it waits, retries, or lies ready and was not fetched.
 *
 * @param publication locked, its version and its advisory lock too
 * @returns how many deliveries were canceled
 */
export async function stopPublication(tx: Tx, publication: Publication, now: Date): Promise<number> {
  const { id: publicationId } = publication
  await tx.publication.update({
    where: { id: publicationId },
    data: { state: 'canceled', revision: { increment: 1 }, updatedAt: now },
  })
  await tx.dispatch.updateMany({ where: { publicationId, state: { in: ['pending', 'waiting'] } }, data: { state: 'canceled' } })
  if (!publication.startedAt) await takeBack(tx, publication)
  await tx.batch.updateMany({ where: { publicationId, state: 'ready' }, data: { state: 'done' } })
  const changes = await tx.$queryRaw<Change[]>`
    UPDATE deliveries d SET state = 'canceled', due_at = NULL, updated_at = ${now}
    WHERE d.publication_id = ${publicationId}::uuid AND d.state IN ('pending', 'retrying', 'available') AND NOT ${isInHand(Prisma.sql`d`)}
    RETURNING dispatch_id AS "dispatchId", channel, old.state AS before, new.state AS state`
  await applyDeltas(tx, publicationId, changes)
  await signal(tx, publicationId)
  return changes.length
}

/** Nothing has left: the version can be changed again, and the account gets its recipients back. */
async function takeBack(tx: Tx, { versionId, accountId, createdAt, recipients }: Publication): Promise<void> {
  await tx.version.update({ where: { id: versionId }, data: { frozenAt: null } })
  await correctUsage(tx, { accountId, kind: 'recipients', at: createdAt }, -recipients)
}
