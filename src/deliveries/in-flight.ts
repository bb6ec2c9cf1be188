import type { z } from 'zod'
import { principalScope } from '../accounts/scope.ts'
import type { AppDeps } from '../deps.ts'
import { type PageQuery, readCursor } from '../http/page.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import type { Place } from '../releases/place.ts'
import { type DeliveryRow, deliveryColumns } from './delivery.ts'

/**
 * Deliveries of earlier versions that were being sent when this one was released, or, of a kill, when it was published: each as it
 * stands now, which tells what became of it.
 *
 * @returns up to limit + 1 rows: one more tells that there is a next page
 * @throws not-found for a release or version that is not the principal's
 */
export async function listInFlight(
  { db }: Pick<AppDeps, 'db'>,
  principal: Principal,
  { id: releaseId, number }: Place,
  { limit, cursor }: z.infer<typeof PageQuery>,
): Promise<DeliveryRow[]> {
  const version = await db.version.findFirst({
    where: { releaseId, release: principalScope(principal), ...(number === undefined ? {} : { number }) },
    orderBy: { number: 'desc' },
  })
  if (!version) throw notFound('version')
  const after = readCursor(cursor) ?? null
  return db.$queryRaw<DeliveryRow[]>`
    SELECT ${deliveryColumns} FROM publications n JOIN in_flight f ON f.publication_id = n.id
    JOIN deliveries d ON d.id = f.delivery_id AND d.publication_id = f.delivery_publication_id
    JOIN publications p ON p.id = d.publication_id JOIN dispatches t ON t.id = d.dispatch_id
    WHERE n.version_id = ${version.id}::uuid AND (${after}::uuid IS NULL OR d.id > ${after}::uuid)
    ORDER BY d.id LIMIT ${limit + 1}`
}
