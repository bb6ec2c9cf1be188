import { Prisma } from '../db/client.ts'

/**
 * The later versions of a publication's release that are out, as an item of a WITH clause: a later one counts from its release on
 * for whoever has a delivery of it, a kill from its publication on for everybody.
 */
export function laterThan(publicationId: string): Prisma.Sql {
  return Prisma.sql`later AS MATERIALIZED (
    SELECT n.id, v.kind = 'kill' AS kills
    FROM publications p JOIN publications n ON n.release_id = p.release_id AND n.version_number > p.version_number
    JOIN versions v ON v.id = n.version_id
    WHERE p.id = ${publicationId}::uuid AND ${isOut})`
}

/** Whether a publication `n` of a version `v` counts against earlier ones, as a condition in SQL. */
export const isOut: Prisma.Sql = Prisma.sql`(n.started_at IS NOT NULL OR (v.kind = 'kill' AND n.state <> 'canceled'))`

/** Whether an endpoint may be sent nothing of the publication any more, as a condition in SQL beside `laterThan`. */
export function isOvertaken(endpointId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM later WHERE later.kills OR EXISTS (
    SELECT FROM deliveries newer WHERE newer.publication_id = later.id AND newer.endpoint_id = ${endpointId}))`
}
