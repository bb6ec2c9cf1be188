import type { Tx } from '../db/client.ts'
import { requireInserted } from './crossed.ts'
import type { OwnerChange } from './plan-owner.ts'

/**
 * Writes outlets and journalists, made and changed, a statement each.
 *
 * @throws Crossed
 */
export async function writeOwners(tx: Tx, changes: readonly OwnerChange[], now: Date): Promise<void> {
  const { outlet = [], journalist = [] } = Object.groupBy(changes, ({ type }) => type)
  await insertOutlets(tx, toRows(outlet, true), now)
  await updateOutlets(tx, toRows(outlet, false), now)
  await insertJournalists(tx, toRows(journalist, true), now)
  await updateJournalists(tx, toRows(journalist, false), now)
  await replaceEmployers(tx, journalist)
}

type Rows = { count: number; json: string }

function toRows(changes: readonly OwnerChange[], created: boolean): Rows {
  const rows = changes.filter((change) => change.created === created)
  return { count: rows.length, json: JSON.stringify(rows.map(({ id, externalId, profile }) => ({ id, externalId, ...profile }))) }
}

async function insertOutlets(tx: Tx, { count, json }: Rows, now: Date): Promise<void> {
  if (count === 0) return
  const inserted = await tx.$executeRaw`
    INSERT INTO outlets (id, external_id, name, country, languages, sectors, time_zone, tier, tags, accepts_embargo, paused_until,
      phone, technical_contact, created_at, updated_at)
    SELECT id, "externalId", name, country, languages, sectors, "timeZone", tier, tags, "acceptsEmbargo", "pausedUntil",
      phone, "technicalContact", ${now}, ${now}
    FROM json_to_recordset(${json}::json) AS r (id uuid, "externalId" text, name text, country text, languages text[],
      sectors text[], "timeZone" text, tier int, tags text[], "acceptsEmbargo" boolean, "pausedUntil" timestamptz, phone text,
      "technicalContact" jsonb)
    ON CONFLICT DO NOTHING`
  requireInserted(inserted, count)
}

async function updateOutlets(tx: Tx, { count, json }: Rows, now: Date): Promise<void> {
  if (count === 0) return
  await tx.$executeRaw`
    UPDATE outlets o SET name = r.name, country = r.country, languages = r.languages, sectors = r.sectors,
      time_zone = r."timeZone", tier = r.tier, tags = r.tags, accepts_embargo = r."acceptsEmbargo",
      paused_until = r."pausedUntil", phone = r.phone, technical_contact = r."technicalContact",
      revision = o.revision + 1, updated_at = ${now}
    FROM json_to_recordset(${json}::json) AS r (id uuid, name text, country text, languages text[], sectors text[],
      "timeZone" text, tier int, tags text[], "acceptsEmbargo" boolean, "pausedUntil" timestamptz, phone text,
      "technicalContact" jsonb)
    WHERE o.id = r.id`
}

async function insertJournalists(tx: Tx, { count, json }: Rows, now: Date): Promise<void> {
  if (count === 0) return
  const inserted = await tx.$executeRaw`
    INSERT INTO journalists (id, external_id, name, country, languages, sectors, tags, paused_until, phone, created_at, updated_at)
    SELECT id, "externalId", name, country, languages, sectors, tags, "pausedUntil", phone, ${now}, ${now}
    FROM json_to_recordset(${json}::json) AS r (id uuid, "externalId" text, name text, country text, languages text[],
      sectors text[], tags text[], "pausedUntil" timestamptz, phone text)
    ON CONFLICT DO NOTHING`
  requireInserted(inserted, count)
}

async function updateJournalists(tx: Tx, { count, json }: Rows, now: Date): Promise<void> {
  if (count === 0) return
  await tx.$executeRaw`
    UPDATE journalists j SET name = r.name, country = r.country, languages = r.languages, sectors = r.sectors, tags = r.tags,
      paused_until = r."pausedUntil", phone = r.phone, revision = j.revision + 1, updated_at = ${now}
    FROM json_to_recordset(${json}::json) AS r (id uuid, name text, country text, languages text[], sectors text[], tags text[],
      "pausedUntil" timestamptz, phone text)
    WHERE j.id = r.id`
}

/** Where journalists work: what is said replaces all but outlets that are archived, which no file can name. */
async function replaceEmployers(tx: Tx, journalists: readonly OwnerChange[]): Promise<void> {
  const said = journalists.filter(({ created, columns }) => created || columns.includes('outlets'))
  if (said.length === 0) return
  const json = JSON.stringify(said.map(({ id, profile }) => ({ id, outletIds: profile.outletIds })))
  const changed = said.filter(({ created }) => !created).map(({ id }) => id)
  if (changed.length > 0) {
    await tx.$executeRaw`
      DELETE FROM journalist_outlets m USING outlets o
      WHERE m.journalist_id = ANY(${changed}::uuid[]) AND o.id = m.outlet_id AND o.archived_at IS NULL`
  }
  await tx.$executeRaw`
    INSERT INTO journalist_outlets (journalist_id, outlet_id)
    SELECT r.id, outlet_id FROM json_to_recordset(${json}::json) AS r (id uuid, "outletIds" uuid[])
    CROSS JOIN LATERAL unnest(r."outletIds") AS outlet_id
    ORDER BY outlet_id, r.id`
}
