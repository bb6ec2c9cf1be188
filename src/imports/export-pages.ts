import type { Db, Prisma } from '../db/client.ts'
import type { TechnicalContact } from '../outlets/technical-contact.ts'

/** An outlet or journalist with what an export says of it. */
export type ExportedOwner = {
  id: string
  externalId: string | null
  name: string
  country: string | null
  languages: string[]
  sectors: string[]
  tags: string[]
  pausedUntil: Date | null
  phone: string | null
  timeZone?: string
  tier?: number | null
  acceptsEmbargo?: boolean
  technicalContact?: TechnicalContact | null
  /** where a journalist works: external ids, ids where there is none */
  outlets?: string[]
}

/** One of them, with its endpoints. */
export type Exported = { owner: ExportedOwner; endpoints: Prisma.EndpointModel[] }

const pageRows = 250

/** Outlets in use after an id, in the order in which they were made; none at the end. */
export async function readOutletPage(db: Db, after: string | null): Promise<Exported[]> {
  const owners = await db.$queryRaw<ExportedOwner[]>`
    SELECT id, external_id AS "externalId", name, country, languages, sectors, tags, paused_until AS "pausedUntil", phone,
      time_zone AS "timeZone", tier, accepts_embargo AS "acceptsEmbargo", technical_contact AS "technicalContact"
    FROM outlets WHERE archived_at IS NULL AND (${after}::uuid IS NULL OR id > ${after}::uuid) ORDER BY id LIMIT ${pageRows}`
  const where = { outletId: { in: owners.map(({ id }) => id) }, archivedAt: null }
  const endpoints = await db.endpoint.findMany({ where, orderBy: { id: 'asc' } })
  return join(owners, endpoints, ({ outletId }) => outletId)
}

/** The same for journalists. */
export async function readJournalistPage(db: Db, after: string | null): Promise<Exported[]> {
  const owners = await db.$queryRaw<ExportedOwner[]>`
    SELECT j.id, j.external_id AS "externalId", j.name, j.country, j.languages, j.sectors, j.tags, j.paused_until AS "pausedUntil",
      j.phone, ARRAY(
        SELECT (SELECT coalesce(o.external_id, o.id::text) FROM outlets o WHERE o.id = m.outlet_id) COLLATE "C" AS reference
        FROM journalist_outlets m
        WHERE m.journalist_id = j.id AND (SELECT o.archived_at IS NULL FROM outlets o WHERE o.id = m.outlet_id)
        ORDER BY reference) AS outlets
    FROM journalists j
    WHERE j.archived_at IS NULL AND j.erased_at IS NULL AND (${after}::uuid IS NULL OR j.id > ${after}::uuid)
    ORDER BY j.id LIMIT ${pageRows}`
  const where = { journalistId: { in: owners.map(({ id }) => id) }, archivedAt: null }
  const endpoints = await db.endpoint.findMany({ where, orderBy: { id: 'asc' } })
  return join(owners, endpoints, ({ journalistId }) => journalistId)
}

function join(
  owners: ExportedOwner[],
  endpoints: Prisma.EndpointModel[],
  ownerOf: (endpoint: Prisma.EndpointModel) => string | null,
): Exported[] {
  const byOwner = Map.groupBy(endpoints, ownerOf)
  return owners.map((owner) => ({ owner, endpoints: byOwner.get(owner.id) ?? [] }))
}
