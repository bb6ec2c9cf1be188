import type { Tx } from '../db/client.ts'
import type { Person } from './erase-journalist.ts'

/** What an import says of a row whose person was erased before it was applied. */
const refusal = [{ column: 'externalId', code: 'erased', detail: 'was erased since the file was checked' }]

/**
 * Empties the rows of imports that are about somebody or hold one of their addresses. In an import that is not applied yet such
 * a row is refused from now on; in one that is, it stays what it was.
 */
export async function redactImports(tx: Tx, { id, externalId, endpoints }: Person): Promise<void> {
  const owners = externalId === null ? [id] : [id, externalId]
  const endpointIds = endpoints.flatMap((endpoint) => endpoint.externalId ?? [])
  await tx.$executeRaw`
    WITH emptied AS (
      UPDATE import_rows r SET external_id = NULL, data = '{}', secrets = NULL,
        errors = CASE WHEN i.state IN ('checked', 'applying') THEN ${JSON.stringify(refusal)}::jsonb ELSE '[]' END,
        action = CASE WHEN i.state IN ('checked', 'applying') THEN 'refused' ELSE r.action END
      FROM imports i
      WHERE i.id = r.import_id AND (
        (r.kind = 'journalist' AND r.external_id = ANY(${owners}::text[]))
        OR (r.kind = 'endpoint' AND (r.external_id = ANY(${endpointIds}::text[]) OR r.data ->> 'owner' = ANY(${owners}::text[])))
        OR EXISTS (
          SELECT FROM unnest(${endpoints.map(({ address }) => address)}::text[]) AS address
          WHERE strpos(lower(r.data::text || r.errors::text), lower(btrim(to_json(address)::text, '"'))) > 0))
      RETURNING r.import_id, old.action AS before, new.action AS after
    ), moved AS (
      SELECT import_id, count(*) FILTER (WHERE before = 'create') AS creates, count(*) FILTER (WHERE before = 'update') AS updates,
        count(*) FILTER (WHERE before = 'unchanged') AS unchanged, count(*) AS refused
      FROM emptied WHERE after <> before GROUP BY import_id
    )
    UPDATE imports i SET creates = i.creates - moved.creates, updates = i.updates - moved.updates,
      unchanged = i.unchanged - moved.unchanged, refused = i.refused + moved.refused
    FROM moved WHERE i.id = moved.import_id`
}
