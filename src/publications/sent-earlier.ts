import { Prisma } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import { wasSent } from '../deliveries/sent.ts'
import { isSuppressed } from '../suppressions/suppressed.ts'

/** What goes out: in which language, and of which kind its version is. */
type Later = Pick<Publication, 'releaseId' | 'versionNumber' | 'accountId'> & {
  language: string
  kind: string
  embargoed: boolean
}

/**
 * Everyone who was sent an earlier version in a language, whatever became of them and of the lists since, with the columns of `reached`.
 * Who has not been sent one yet but still would be is among them, but for a kill: that goes to nobody who holds nothing. Archived,
 * paused and disabled endpoints are not left out: their claim finds what they are, so that the ledger tells who was not reached.
 */
export function sentEarlier({ releaseId, versionNumber, accountId, language, kind, embargoed }: Later): Prisma.Sql {
  const d = Prisma.sql`d`
  const wanted = kind === 'kill' ? wasSent(d) : Prisma.sql`(${wasSent(d)} OR d.state IN ('pending', 'retrying'))`
  const recipient = { channel: Prisma.sql`e.channel`, addressHash: Prisma.sql`e.address_hash`, host: Prisma.sql`e.host` }
  return Prisma.sql`
    SELECT e.id AS endpoint_id, e.outlet_id, e.journalist_id, COALESCE(o.name, j.name) AS outlet_name,
      COALESCE(o.country, j.country) AS country, COALESCE(o.sectors, j.sectors) AS sectors, e.channel, e.host, e.address_hash, e.format,
      e.pace_per_minute, CASE WHEN cardinality(e.languages) > 0 THEN e.languages ELSE COALESCE(o.languages, j.languages) END AS languages,
      ${embargoed ? Prisma.sql`NOT earlier.sent AND ${acceptsNoEmbargo}` : Prisma.sql`false`} AS waits,
      CASE WHEN ${isSuppressed(recipient, Prisma.sql`${accountId}::uuid`)} THEN 'suppressed' END AS left_out
    FROM (
      SELECT d.endpoint_id, bool_or(${wasSent(d)}) AS sent FROM publications p JOIN deliveries d ON d.publication_id = p.id
      WHERE p.release_id = ${releaseId}::uuid AND p.version_number < ${versionNumber} AND d.language = ${language} AND ${wanted}
      GROUP BY d.endpoint_id
    ) earlier JOIN endpoints e ON e.id = earlier.endpoint_id
    LEFT JOIN outlets o ON o.id = e.outlet_id LEFT JOIN journalists j ON j.id = e.journalist_id`
}

/** Whoever waits for the end of an embargo waits for that of the later version, too; who holds an earlier one does not. */
const acceptsNoEmbargo = Prisma.sql`CASE WHEN o.id IS NOT NULL THEN NOT o.accepts_embargo ELSE COALESCE((
  SELECT bool_and(NOT employer.accepts_embargo)
  FROM journalist_outlets work JOIN outlets employer ON employer.id = work.outlet_id AND employer.archived_at IS NULL
  WHERE work.journalist_id = j.id), false) END`
