import { type AnyDb, Prisma } from '../db/client.ts'
import type { Owner } from '../outlets/subject.ts'
import { parseOwner } from './owner-reference.ts'
import type { Row } from './row.ts'

/** An outlet or journalist as it stands: `profile` holds the fields that an import may change. */
export type StandingOwner = {
  id: string
  externalId: string | null
  archived: boolean
  erased: boolean
  profile: Prisma.InputJsonObject
}

/** What the rows of a chunk are compared with, found by external id, or by id where none has that external id. */
export type Standing = {
  owner(type: Owner['type'], reference: string): StandingOwner | undefined
  endpoint(reference: string): Prisma.EndpointModel | undefined
  /** an outlet or journalist that a row refers to */
  referred(type: Owner['type'], reference: string): { id: string; archived: boolean } | undefined
}

/**
 * Reads what rows may change.
 *
 * @param locked keeps it as it is until the transaction ends, in the order of ids
 */
export async function readStanding(db: AnyDb, rows: readonly Row[], { locked }: { locked: boolean }): Promise<Standing> {
  const named = (kind: Row['kind']) => rows.filter((row) => row.kind === kind).map(({ externalId }) => externalId)
  const lock = locked ? Prisma.sql`FOR NO KEY UPDATE OF t` : Prisma.empty
  const outlets = findBy(await readOutlets(db, named('outlet'), lock))
  const journalists = findBy(await readJournalists(db, named('journalist'), lock))
  const withEndpoint = rows.filter(({ cells }) => cells.way !== undefined).map(({ externalId }) => externalId)
  const endpoints = findBy(await readEndpoints(db, withEndpoint, lock))
  const owners = rows.flatMap(({ cells }) => (cells.owner === undefined ? [] : [parseOwner(cells.owner).reference]))
  const employers = rows.flatMap(({ cells }) => cells.outlets ?? [])
  const referred = {
    outlet: findBy(await readReferred(db, Prisma.sql`outlets`, [...employers, ...owners])),
    journalist: findBy(await readReferred(db, Prisma.sql`journalists`, owners)),
  }
  return {
    owner: (type, reference) => (type === 'outlet' ? outlets : journalists)(reference),
    endpoint: endpoints,
    referred: (type, reference) => referred[type](reference),
  }
}

function findBy<Thing extends { id: string; externalId: string | null }>(things: Thing[]) {
  const byExternalId = new Map(things.map((thing) => [thing.externalId, thing]))
  const byId = new Map(things.map((thing) => [thing.id, thing]))
  return (reference: string): Thing | undefined => byExternalId.get(reference) ?? byId.get(reference.toLowerCase())
}

/** Which rows of a table `t` are meant; both ways have an index. */
function isNamed(references: readonly string[]): Prisma.Sql {
  const ids = references.filter((reference) => uuid.test(reference))
  const byExternalId = Prisma.sql`t.external_id = ANY(${[...new Set(references)]}::text[])`
  return ids.length === 0 ? byExternalId : Prisma.sql`(${byExternalId} OR t.id = ANY(${ids}::uuid[]))`
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

type OwnerRow = Omit<StandingOwner, 'profile'> & { pausedUntil: Date | null } & Record<string, unknown>

async function readOutlets(db: AnyDb, references: string[], lock: Prisma.Sql): Promise<StandingOwner[]> {
  if (references.length === 0) return []
  const rows = await db.$queryRaw<(OwnerRow & Prisma.InputJsonObject)[]>`
    SELECT t.id, t.external_id AS "externalId", t.archived_at IS NOT NULL AS archived, false AS erased, t.name, t.country, t.languages,
      t.sectors, t.tags, t.time_zone AS "timeZone", t.tier, t.accepts_embargo AS "acceptsEmbargo", t.paused_until AS "pausedUntil",
      t.phone, t.technical_contact AS "technicalContact"
    FROM outlets t WHERE ${isNamed(references)} ORDER BY t.id ${lock}`
  return rows.map(toOwner)
}

async function readJournalists(db: AnyDb, references: string[], lock: Prisma.Sql): Promise<StandingOwner[]> {
  if (references.length === 0) return []
  const rows = await db.$queryRaw<(OwnerRow & Prisma.InputJsonObject)[]>`
    SELECT t.id, t.external_id AS "externalId", t.archived_at IS NOT NULL AS archived, t.erased_at IS NOT NULL AS erased, t.name,
      t.country, t.languages, t.sectors, t.tags, t.paused_until AS "pausedUntil", t.phone,
      ARRAY(SELECT m.outlet_id::text FROM journalist_outlets m
        WHERE m.journalist_id = t.id AND (SELECT o.archived_at IS NULL FROM outlets o WHERE o.id = m.outlet_id)
        ORDER BY m.outlet_id) AS "outletIds"
    FROM journalists t WHERE ${isNamed(references)} ORDER BY t.id ${lock}`
  return rows.map(toOwner)
}

function toOwner({
  id,
  externalId,
  archived,
  erased,
  pausedUntil,
  ...profile
}: OwnerRow & Prisma.InputJsonObject): StandingOwner {
  return { id, externalId, archived, erased, profile: { ...profile, pausedUntil: pausedUntil?.toISOString() ?? null } }
}

async function readEndpoints(db: AnyDb, references: string[], lock: Prisma.Sql): Promise<Prisma.EndpointModel[]> {
  if (references.length === 0) return []
  return db.$queryRaw<Prisma.EndpointModel[]>`
    SELECT t.id, t.external_id AS "externalId", t.outlet_id AS "outletId", t.journalist_id AS "journalistId", t.channel, t.address,
      t.address_hash AS "addressHash", t.host, t.settings, t.secrets, t.format, t.languages, t.editions,
      t.pace_per_minute AS "pacePerMinute", t.state, t.state_reason AS "stateReason", t.revision, t.created_at AS "createdAt",
      t.updated_at AS "updatedAt", t.archived_at AS "archivedAt"
    FROM endpoints t WHERE ${isNamed(references)} ORDER BY t.id ${lock}`
}

type Referred = { id: string; externalId: string | null; archived: boolean }

async function readReferred(db: AnyDb, table: Prisma.Sql, references: string[]): Promise<Referred[]> {
  if (references.length === 0) return []
  return db.$queryRaw<Referred[]>`
    SELECT t.id, t.external_id AS "externalId", t.archived_at IS NOT NULL AS archived FROM ${table} t WHERE ${isNamed(references)}`
}
