import { z } from 'zod'
import { type AnyDb, Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { type HeldRow, toHeldPublication } from '../holds/behind.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../http/page.ts'
import { Id } from '../ids.ts'
import { notFound } from '../problem.ts'
import { type DeliveryRow, DeliveryView, deliveryColumns, toDeliveryView } from './delivery.ts'

type Deps = Pick<AppDeps, 'db'>

/**
 * Publications `p` of which a restored database cannot know how far they went, as a condition in SQL: begun, or due, before the
 * wire was held, and not ended since. One that an editor has given a later hour meanwhile is not among them.
 *
 * @param heldAt when the wire was held
 */
export function isDoubtful(heldAt: Date): Prisma.Sql {
  return Prisma.sql`(
    (p.state IN ('scheduled', 'held') AND p.release_at <= ${heldAt})
    OR (p.state IN ('releasing', 'released') AND p.started_at <= ${heldAt} AND (
      EXISTS (SELECT FROM dispatches x WHERE x.publication_id = p.id AND x.state IN ('pending', 'waiting'))
      OR EXISTS (SELECT FROM tallies x WHERE x.publication_id = p.id AND x.pending + x.sending + x.retrying > 0))))`
}

/**
 * Publications whose deliveries may have been sent already, each with its deliveries in figures. One whose list was not expanded
 * yet has none: what it may have reached is forgotten.
 *
 * @throws not-found where the wire is not held after a restore
 */
export async function findDoubtful({ db }: Deps, { limit, cursor }: z.infer<typeof PageQuery>) {
  const heldAt = await getRestoredAt(db)
  const after = readCursor(cursor) ?? null
  const rows = await db.$queryRaw<HeldRow[]>`
    SELECT p.id, p.release_id AS "releaseId", p.version_number AS version, p.account_id AS "accountId", p.state, p.urgency,
      p.release_at AS "releaseAt", p.started_at AS "startedAt", COALESCE(c.pending, 0)::int AS pending,
      COALESCE(c.sending, 0)::int AS sending, COALESCE(c.retrying, 0)::int AS retrying
    FROM publications p CROSS JOIN LATERAL (
      SELECT sum(pending) AS pending, sum(sending) AS sending, sum(retrying) AS retrying FROM tallies t WHERE t.publication_id = p.id
    ) c
    WHERE ${isDoubtful(heldAt)} AND (${after}::uuid IS NULL OR p.id > ${after}::uuid)
    ORDER BY p.id LIMIT ${limit + 1}`
  return toPage(rows, limit, toHeldPublication)
}

/** How doubtful deliveries are listed. */
export const DoubtfulQuery = z.strictObject({ ...PageQuery.shape, publicationId: Id.optional() })

const DoubtfulDelivery = DeliveryView.extend({ publicationId: Id, releaseId: Id }).meta({ id: 'DoubtfulDelivery' })

/** A page of deliveries that may have been sent already. */
export const DoubtfulDeliveryPage = pageOf(DoubtfulDelivery).meta({
  example: {
    items: [
      {
        ...DeliveryView.parse(DeliveryView.meta()?.example),
        state: 'pending',
        publicationId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e70',
        releaseId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e71',
      },
    ],
    nextCursor: null,
  },
})

type Row = DeliveryRow & { publicationId: string; releaseId: string }

/**
 * Deliveries that may have been sent already, row by row.
 *
 * @throws not-found where the wire is not held after a restore
 */
export async function findDoubtfulDeliveries(
  { db }: Deps,
  { limit, cursor, publicationId }: z.infer<typeof DoubtfulQuery>,
): Promise<z.infer<typeof DoubtfulDeliveryPage>> {
  const heldAt = await getRestoredAt(db)
  const after = readCursor(cursor) ?? null
  const rows = await db.$queryRaw<Row[]>`
    SELECT ${deliveryColumns}, p.id AS "publicationId", p.release_id AS "releaseId" FROM deliveries d
    JOIN publications p ON p.id = d.publication_id JOIN dispatches t ON t.id = d.dispatch_id
    WHERE ${isDoubtful(heldAt)} AND d.state IN ('pending', 'retrying')
      AND (${publicationId ?? null}::uuid IS NULL OR p.id = ${publicationId ?? null}::uuid)
      AND (${after}::uuid IS NULL OR d.id > ${after}::uuid)
    ORDER BY d.id LIMIT ${limit + 1}`
  return toPage(rows, limit, ({ publicationId, releaseId, ...row }) => ({ ...toDeliveryView(row), publicationId, releaseId }))
}

async function getRestoredAt(db: AnyDb): Promise<Date> {
  const hold = await db.hold.findFirst({ where: { scope: 'wire', cause: 'restored', liftedAt: null } })
  if (!hold) throw notFound('hold after a restore')
  return hold.createdAt
}
