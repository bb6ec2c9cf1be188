import { Prisma } from '../db/client.ts'

/**
 * Whether a publication is held as a whole, as a condition in SQL: by a hold on the wire, its account, an issuer of its or itself.
 *
 * @param p the publication: a row of `publications`, by the name that the query gives it
 */
export function isPublicationHeld(p: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM holds h WHERE h.lifted_at IS NULL AND ${holdsWholly(Prisma.sql`h`, p)})`
}

/** Whether one hold stops the whole of a publication, as SQL; `h` and `p` are rows of `holds` and `publications`. */
export function holdsWholly(h: Prisma.Sql, p: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(CASE ${h}.scope
    WHEN 'wire' THEN true
    WHEN 'account' THEN ${h}.subject = ${p}.account_id::text
    WHEN 'issuer' THEN ${h}.subject = ANY(${p}.issuer_ids::text[])
    WHEN 'publication' THEN ${h}.subject = ${p}.id::text
    ELSE false END)`
}

/** Whether everything is held, as SQL that asks for no row: it spares looking at each. */
export const isWireHeld: Prisma.Sql = Prisma.sql`EXISTS (SELECT FROM holds w WHERE w.lifted_at IS NULL AND w.scope = 'wire')`

/** A batch and its publication: rows of `batches` and `publications`, by the names that the query gives them. */
type Batch = { b: Prisma.Sql; p: Prisma.Sql }

/** Whether nothing of a batch may leave now, as SQL: its publication is held, its list, or its channel. Held hosts are not asked about. */
export function isBatchHeld({ b, p }: Batch): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM holds h WHERE h.lifted_at IS NULL AND ${holdsBatch({ b, p })})`
}

/**
 * When a batch was last let go that a hold had kept back after an instant, as SQL; null where none had. Held hosts are not asked about.
 *
 * @param b a row of `batches`, or whatever else has a `dispatch_id` and a `channel`
 */
export function letGoAt({ b, p }: Batch, since: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT max(h.lifted_at) FROM holds h WHERE h.lifted_at > ${since} AND ${holdsBatch({ b, p })})`
}

/** On `holds h`. */
function holdsBatch({ b, p }: Batch): Prisma.Sql {
  return Prisma.sql`(${holdsWholly(Prisma.sql`h`, p)}
    OR (h.scope = 'list' AND EXISTS (SELECT FROM dispatches x WHERE x.id = ${b}.dispatch_id AND x.outlet_list_id::text = h.subject))
    OR (h.scope = 'channel' AND h.subject = ${b}.channel))`
}

/** A delivery and its publication: rows of `deliveries` and `publications`, by the names that the query gives them. */
type Delivery = { d: Prisma.Sql; p: Prisma.Sql }

/** Whether a delivery may not leave now, as SQL, by whichever hold. */
export function isDeliveryHeld({ d, p }: Delivery): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM holds h WHERE h.lifted_at IS NULL AND (${holdsWholly(Prisma.sql`h`, p)}
    OR (h.scope = 'channel' AND h.subject = ${d}.channel)
    OR (h.scope = 'host' AND ${holdsHost(Prisma.sql`h`, d)})
    OR (h.scope = 'list' AND EXISTS (SELECT FROM dispatches x WHERE x.id = ${d}.dispatch_id AND x.outlet_list_id::text = h.subject))))`
}

/** Whether a hold on a host stops a delivery, as SQL: one on `outlet.example` stops every port of it. */
export function holdsHost(h: Prisma.Sql, d: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${h}.subject IN (${d}.host, regexp_replace(${d}.host, ':[0-9]+$', ''))`
}
