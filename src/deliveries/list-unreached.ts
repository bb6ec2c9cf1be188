import type { z } from 'zod'
import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { type PageQuery, readCursor } from '../http/page.ts'
import type { Principal } from '../http/principal.ts'
import { isSuppressed, suppressionsOf } from '../suppressions/suppressed.ts'
import { requireRelease } from './find-release.ts'
import { wasSent } from './sent.ts'
import type { UnreachedRow } from './unreached.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Whom to call: everybody who was handed a version of a release, or may have been, and to whom nothing can be sent now. Once
 * there is a later version, those who hold the newest are not among them.
 *
 * @returns up to limit + 1 rows in the order of their deliveries: one more tells that there is a next page
 * @throws not-found for a release that is not the principal's
 */
export async function listUnreached(
  { db, clock }: Deps,
  principal: Principal,
  releaseId: string,
  { limit, cursor }: z.infer<typeof PageQuery>,
): Promise<UnreachedRow[]> {
  const release = await requireRelease(db, principal, releaseId)
  const accountId = Prisma.sql`${release.accountId}::uuid`
  const after = readCursor(cursor)
  return db.$queryRaw<UnreachedRow[]>`
    WITH handed AS MATERIALIZED (${handed(releaseId)}), unreached AS MATERIALIZED (
      SELECT * FROM (${judged(releaseId, accountId, clock.now())}) j
      WHERE j.why IS NOT NULL AND (${after}::uuid IS NULL OR j.id > ${after}::uuid) ORDER BY j.id LIMIT ${limit + 1}
    )
    SELECT u.id, u.version, u.sent_at AS "handedAt", u.language, u.channel, u.outlet_id AS "outletId",
      u.journalist_id AS "journalistId", u.name, u.country, c.phone, c.phone_of AS "phoneOf", u.why,
      CASE u.why WHEN 'suppressed' THEN s.created_at WHEN 'endpoint-archived' THEN u.archived_at END AS since,
      s.id AS "suppressionId", s.reason, s.origin
    FROM unreached u
    LEFT JOIN LATERAL (SELECT * FROM (${suppressionsOf(judge, accountId)}) s ORDER BY s.created_at, s.id LIMIT 1) s ON true
    LEFT JOIN LATERAL (${calling}) c ON u.erased_at IS NULL
    ORDER BY u.id`
}

/** The newest delivery of a release to each endpoint in each language that was handed over, or may have been. */
function handed(releaseId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT DISTINCT ON (d.endpoint_id, d.language) d.id, d.endpoint_id, d.outlet_id, d.outlet_name, d.country, d.language, d.channel,
      d.host, d.address_hash, d.sent_at, p.version_number AS version
    FROM publications p JOIN deliveries d ON d.publication_id = p.id
    WHERE p.release_id = ${releaseId}::uuid AND ${wasSent(Prisma.sql`d`)}
    ORDER BY d.endpoint_id, d.language, p.version_number DESC, d.id DESC`
}

/** As claimSlice judges: by where a message would go today. What is left of an endpoint that is gone is its delivery. */
function judged(releaseId: string, accountId: Prisma.Sql, now: Date): Prisma.Sql {
  const recipient = {
    channel: Prisma.sql`h.channel`,
    addressHash: Prisma.sql`COALESCE(e.address_hash, h.address_hash)`,
    host: Prisma.sql`COALESCE(e.host, h.host)`,
  }
  return Prisma.sql`
    SELECT h.id, h.version, h.sent_at, h.language, h.channel, h.country, COALESCE(e.outlet_id, h.outlet_id) AS outlet_id,
      e.journalist_id, COALESCE(o.name, j.name, h.outlet_name) AS name, j.erased_at, ${recipient.addressHash} AS address_hash,
      ${recipient.host} AS host, COALESCE(e.archived_at, o.archived_at, j.archived_at) AS archived_at,
      CASE
        WHEN ${isSuppressed(recipient, accountId)} THEN 'suppressed'
        WHEN e.id IS NULL OR COALESCE(e.archived_at, o.archived_at, j.archived_at) IS NOT NULL THEN 'endpoint-archived'
        WHEN e.state <> 'active' THEN 'endpoint-' || e.state
        WHEN COALESCE(o.paused_until, j.paused_until) > ${now} THEN 'endpoint-paused'
      END AS why
    FROM handed h
    LEFT JOIN endpoints e ON e.id = h.endpoint_id
    LEFT JOIN outlets o ON o.id = COALESCE(e.outlet_id, h.outlet_id)
    LEFT JOIN journalists j ON j.id = e.journalist_id
    CROSS JOIN (
      SELECT min(version_number) AS first, max(version_number) AS latest FROM publications
      WHERE release_id = ${releaseId}::uuid AND started_at IS NOT NULL
    ) went
    WHERE h.version < went.latest OR went.first = went.latest`
}

const judge = { channel: Prisma.sql`u.channel`, addressHash: Prisma.sql`u.address_hash`, host: Prisma.sql`u.host` }

/** The number to call: somebody's own, else the nearest to them. */
const calling = Prisma.sql`
  SELECT n.phone, n.phone_of FROM (
    SELECT 1 AS place, phone, 'journalist' AS phone_of FROM journalists WHERE id = u.journalist_id
    UNION ALL SELECT 2, phone, 'outlet' FROM outlets WHERE id = u.outlet_id
    UNION ALL SELECT 3, technical_contact ->> 'phone', 'technical-contact' FROM outlets WHERE id = u.outlet_id
    UNION ALL SELECT 4, o.phone, 'outlet' FROM journalist_outlets w JOIN outlets o ON o.id = w.outlet_id
      WHERE w.journalist_id = u.journalist_id AND o.archived_at IS NULL
  ) n WHERE n.phone IS NOT NULL ORDER BY n.place, n.phone LIMIT 1`
