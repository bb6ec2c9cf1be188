import { z } from 'zod'
import { Prisma } from '../db/client.ts'
import { stateOf } from '../db/in-hand.ts'
import type { AppDeps } from '../deps.ts'
import { PageQuery, readCursor } from '../http/page.ts'
import type { Principal } from '../http/principal.ts'
import { Id } from '../ids.ts'
import { LanguageTag } from '../languages/language.ts'
import { notFound } from '../problem.ts'
import { type DeliveryRow, deliveryColumns } from './delivery.ts'
import { factKinds } from './fact.ts'
import { requireRelease } from './find-release.ts'
import { deliveryStates } from './tally.ts'

/** What a list of deliveries can be narrowed by. */
export const DeliveryFilter = z.strictObject({
  state: z.enum(deliveryStates).optional(),
  reason: z.string().max(100).optional(),
  language: LanguageTag.optional(),
  outletListId: Id.optional(),
  channel: z.string().max(50).optional(),
  outletId: Id.optional(),
})

export type DeliveryFilter = z.infer<typeof DeliveryFilter>

/** How a page of the ledger is asked for: a filter, a limit, a cursor. */
export const DeliveryQuery = DeliveryFilter.extend({
  fact: z.enum(factKinds).optional().meta({ description: 'those of which this was learned later' }),
  ...PageQuery.shape,
})

type Deps = Pick<AppDeps, 'db'>

/**
 * Deliveries of a release, oldest first.
 *
 * @returns up to limit + 1 rows: one more tells that there is a next page
 * @throws not-found for a release that is not the principal's
 */
export async function listDeliveries(
  { db }: Deps,
  principal: Principal,
  releaseId: string,
  { limit, cursor, ...filter }: z.infer<typeof DeliveryQuery>,
): Promise<DeliveryRow[]> {
  await requireRelease(db, principal, releaseId)
  const after = readCursor(cursor)
  return db.$queryRaw<DeliveryRow[]>`
    SELECT ${deliveryColumns} FROM deliveries d
    JOIN publications p ON p.id = d.publication_id JOIN dispatches t ON t.id = d.dispatch_id
    WHERE p.release_id = ${releaseId}::uuid AND ${matches(filter)} AND (${after}::uuid IS NULL OR d.id > ${after}::uuid)
    ORDER BY d.id LIMIT ${limit + 1}`
}

/** A filter as SQL, on `deliveries d` and `dispatches t`. */
export function matches(filter: DeliveryFilter & { fact?: string | undefined }): Prisma.Sql {
  const { state, reason, language, outletListId, channel, outletId, fact } = filter
  const conditions = [
    state && Prisma.sql`${stateOf(Prisma.sql`d`)} = ${state}`,
    reason && Prisma.sql`d.reason = ${reason}`,
    language && Prisma.sql`d.language = ${language}`,
    outletListId && Prisma.sql`t.outlet_list_id = ${outletListId}::uuid`,
    channel && Prisma.sql`d.channel = ${channel}`,
    outletId && Prisma.sql`d.outlet_id = ${outletId}::uuid`,
    fact &&
      Prisma.sql`EXISTS (SELECT FROM delivery_facts f
        WHERE f.publication_id = d.publication_id AND f.delivery_id = d.id AND f.kind = ${fact})`,
  ].filter((condition) => condition instanceof Prisma.Sql)
  return conditions.length > 0 ? Prisma.join(conditions, ' AND ') : Prisma.sql`true`
}

/** `durationMs`: of the attempt that handed it over, if its row tells of that */
type HandOver = { publicationId: string; durationMs: number | null }

/**
 * One delivery with every attempt, and what was learned of it later.
 *
 * @throws not-found for a delivery of somebody else's release
 */
export async function getDelivery({ db }: Deps, principal: Principal, { id, deliveryId }: { id: string; deliveryId: string }) {
  await requireRelease(db, principal, id)
  const [row] = await db.$queryRaw<(DeliveryRow & HandOver)[]>`
    SELECT ${deliveryColumns}, d.publication_id AS "publicationId", d.duration_ms AS "durationMs" FROM deliveries d
    JOIN publications p ON p.id = d.publication_id JOIN dispatches t ON t.id = d.dispatch_id
    WHERE p.release_id = ${id}::uuid AND d.id = ${deliveryId}::uuid`
  if (!row) throw notFound('delivery')
  const { publicationId, durationMs, ...delivery } = row
  const [others, facts] = await Promise.all([
    db.attempt.findMany({ where: { publicationId, deliveryId }, orderBy: { number: 'asc' } }),
    db.deliveryFact.findMany({ where: { publicationId, deliveryId }, orderBy: [{ at: 'asc' }, { kind: 'asc' }] }),
  ])
  return { delivery, attempts: [...others, ...toAttempts(delivery, durationMs)], facts }
}

/** The attempt that its own row tells of. */
function toAttempts({ attempts, sentAt, receipt }: DeliveryRow, durationMs: number | null) {
  if (durationMs === null || sentAt === null) return []
  const startedAt = new Date(sentAt.getTime() - durationMs)
  return [{ number: attempts, startedAt, durationMs, outcome: 'delivered', reason: null, detail: null, receipt }]
}
