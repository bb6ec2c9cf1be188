import { z } from 'zod'
import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { Principal } from '../http/principal.ts'
import { Id } from '../ids.ts'
import { Problem } from '../problem.ts'
import { requireRelease } from './find-release.ts'
import { DeliveryFilter, matches } from './list-deliveries.ts'
import { applyDeltas, type Change } from './tally.ts'

/** Which failed deliveries to try again: some by id, or all that match. */
export const NewRedelivery = z
  .strictObject({
    deliveryIds: z.array(Id).min(1).max(1000).optional(),
    ...DeliveryFilter.omit({ state: true }).shape,
  })
  .meta({ example: { channel: 'webhook', reason: 'server-error' } })

export type NewRedelivery = z.infer<typeof NewRedelivery>

/** How many deliveries a redelivery has set going again. */
export const RedeliveryView = z
  .object({ releaseId: Id, deliveries: z.int().meta({ description: 'how many are tried again' }) })
  .meta({ id: 'Redelivery', example: { releaseId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f', deliveries: 2 } })

/**
 * Tries again what has failed, with the same ids: due now, in the same ledger rows. Only `failed` moves; what is suppressed,
 * superseded or canceled stays. Whatever has spent its schedule of retries gets one more try. Of a version that a later one follows,
 * published or out, nothing moves.
 *
 * @throws not-found for a release that is not the principal's; wrong-state for ids of a version that a later one follows
 */
export async function redeliver(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Principal,
  releaseId: string,
  { deliveryIds, ...filter }: NewRedelivery,
): Promise<z.infer<typeof RedeliveryView>> {
  const release = await requireRelease(tx, principal, releaseId)
  // Nobody publishes a later version meanwhile, which would count on what is failed to stay so.
  await tx.$queryRaw`SELECT 1 FROM releases WHERE id = ${releaseId}::uuid FOR SHARE`
  if (deliveryIds) await refuseOld(tx, releaseId, deliveryIds)
  const now = clock.now()
  const byId = deliveryIds ? Prisma.sql`d.id = ANY(${deliveryIds}::uuid[])` : Prisma.sql`true`
  const changes = await tx.$queryRaw<(Change & { publicationId: string })[]>`
    UPDATE deliveries SET state = 'retrying', due_at = ${now}, batch_id = NULL, updated_at = ${now}
    WHERE (id, publication_id) IN (
      SELECT d.id, d.publication_id FROM deliveries d
      JOIN publications p ON p.id = d.publication_id JOIN dispatches t ON t.id = d.dispatch_id
      WHERE p.release_id = ${releaseId}::uuid AND p.state <> 'canceled' AND d.state = 'failed' AND NOT ${hasLater} AND ${byId} AND ${matches(filter)}
      ORDER BY d.id FOR UPDATE OF d FOR KEY SHARE OF p)
    RETURNING publication_id AS "publicationId", dispatch_id AS "dispatchId", channel, old.state AS before, new.state AS state`
  for (const [publicationId, group] of [...Map.groupBy(changes, (change) => change.publicationId)].sort()) {
    await applyDeltas(tx, publicationId, group)
    await signal(tx, publicationId)
  }
  const subject = { type: 'release', id: releaseId }
  const data = { deliveries: changes.length, filter: JSON.parse(JSON.stringify(filter)), deliveryIds: deliveryIds ?? [] }
  await recordEvent({ tx, clock }, principal, {
    kind: 'release.redelivered',
    subject,
    accountId: release.accountId,
    releaseId,
    data,
  })
  return { releaseId, deliveries: changes.length }
}

/** Whether a later version of the release of `p` is published, or went out before it was canceled: old shall not follow new. */
const hasLater = Prisma.sql`EXISTS (
  SELECT FROM publications n WHERE n.release_id = p.release_id AND n.version_number > p.version_number
    AND (n.state <> 'canceled' OR n.started_at IS NOT NULL))`

async function refuseOld(tx: Tx, releaseId: string, deliveryIds: string[]): Promise<void> {
  const old = await tx.$queryRaw<{ id: string }[]>`
    SELECT d.id FROM publications p JOIN deliveries d ON d.publication_id = p.id
    WHERE p.release_id = ${releaseId}::uuid AND ${hasLater} AND d.id = ANY(${deliveryIds}::uuid[]) ORDER BY d.id`
  const errors = old.map(({ id }) => {
    const detail = 'is of a version that a later one follows: it is not sent any more'
    return { pointer: `/deliveryIds/${deliveryIds.indexOf(id)}`, code: 'superseded', detail }
  })
  if (errors.length === 0) return
  const detail = `${errors.length} of these deliveries are of a version that a later one follows, and old is not sent after new. Leave them out.`
  throw new Problem('wrong-state', detail, { errors })
}
