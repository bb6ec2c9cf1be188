import type { Tx } from '../db/client.ts'
import { requireInserted } from './crossed.ts'
import type { EndpointChange } from './plan-endpoint.ts'

/**
 * Writes endpoints, made and changed, a statement each.
 *
 * @throws Crossed
 */
export async function writeEndpoints(tx: Tx, changes: readonly EndpointChange[], now: Date): Promise<void> {
  const { created = [], changed = [] } = Object.groupBy(changes, (change) => (change.created ? 'created' : 'changed'))
  if (created.length > 0) requireInserted(await insertEndpoints(tx, toJson(created), now), created.length)
  if (changed.length > 0) await updateEndpoints(tx, toJson(changed), now)
}

function toJson(changes: readonly EndpointChange[]): string {
  const rows = changes.map(({ columns }) => ({
    ...columns,
    addressHash: toBytea(columns.addressHash),
    secrets: columns.secrets && toBytea(columns.secrets),
  }))
  return JSON.stringify(rows)
}

function toBytea(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString('hex')}`
}

async function insertEndpoints(tx: Tx, json: string, now: Date): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO endpoints (id, external_id, outlet_id, journalist_id, channel, address, address_hash, host, settings, secrets,
      format, languages, editions, pace_per_minute, state, state_reason, created_at, updated_at)
    SELECT id, "externalId", "outletId", "journalistId", channel, address, "addressHash", host, settings, secrets,
      format, languages, editions, "pacePerMinute", state, "stateReason", ${now}, ${now}
    FROM json_to_recordset(${json}::json) AS r (id uuid, "externalId" text, "outletId" uuid, "journalistId" uuid, channel text,
      address text, "addressHash" bytea, host text, settings jsonb, secrets bytea, format text, languages text[], editions text,
      "pacePerMinute" int, state text, "stateReason" text)
    ON CONFLICT DO NOTHING`
}

async function updateEndpoints(tx: Tx, json: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE endpoints e SET address = r.address, address_hash = r."addressHash", host = r.host, settings = r.settings,
      secrets = r.secrets, format = r.format, languages = r.languages, editions = r.editions,
      pace_per_minute = r."pacePerMinute", state = r.state, state_reason = r."stateReason",
      revision = e.revision + 1, updated_at = ${now}
    FROM json_to_recordset(${json}::json) AS r (id uuid, address text, "addressHash" bytea, host text, settings jsonb,
      secrets bytea, format text, languages text[], editions text, "pacePerMinute" int, state text, "stateReason" text)
    WHERE e.id = r.id`
}
