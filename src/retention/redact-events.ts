import type { Tx } from '../db/client.ts'
import type { Person } from './erase-journalist.ts'

/** The facts of a journalist or an endpoint that tell who somebody is. */
const telling = ['name', 'phone', 'externalId', 'tags', 'host', 'address']

/**
 * Takes out of the event log what it tells of somebody, their endpoints and the suppressions of their addresses. That
 * something happened, when, by whom and to which fields but these stays; a reason stays where it is one of Dateline's own.
 */
export async function redactEvents(tx: Tx, { id, endpoints, hashes }: Person): Promise<void> {
  const addresses = hashes.map((hex) => new Uint8Array(Buffer.from(hex, 'hex')))
  const suppressions = await tx.suppression.findMany({ where: { addressHash: { in: addresses } }, select: { id: true } })
  const subjects = [
    { type: 'journalist', ids: [id] },
    { type: 'endpoint', ids: endpoints.map((endpoint) => endpoint.id) },
    { type: 'suppression', ids: suppressions.map((suppression) => suppression.id) },
  ]
  await tx.$queryRaw`SELECT set_config('dateline.erasing', 'on', true)`
  for (const { type, ids } of subjects) {
    await tx.$executeRaw`
      UPDATE events SET reason = CASE WHEN reason ~ '^[a-z-]+$' THEN reason END, ip = CASE WHEN key_id IS NOT NULL THEN ip END,
        data = data || '{"erased": true}' || COALESCE((
          SELECT jsonb_object_agg(key, value - ${telling}::text[]) FROM jsonb_each(data)
          WHERE key IN ('before', 'after') AND jsonb_typeof(value) = 'object'), '{}')
      WHERE subject_type = ${type} AND subject_id = ANY(${ids}::text[])`
  }
  await tx.$queryRaw`SELECT set_config('dateline.erasing', 'off', true)`
}
