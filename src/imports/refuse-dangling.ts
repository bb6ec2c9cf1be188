import type { Tx } from '../db/client.ts'

/**
 * Refuses the rows of an import that refer to an outlet or journalist who neither stands in the wire nor comes with a good row of
 * the same file, wherever in it that row is. First journalists, then endpoints, whose journalists may be among them.
 */
export async function refuseDangling(tx: Tx, importId: string): Promise<void> {
  // Rows that were written just now are in no statistics: the planner takes them for few and would compare each with each.
  await tx.$executeRaw`SET LOCAL enable_nestloop = off`
  await tx.$executeRaw`
    WITH known AS MATERIALIZED (
      SELECT external_id AS reference FROM import_rows
      WHERE import_id = ${importId}::uuid AND kind = 'outlet' AND action <> 'refused'
      UNION SELECT external_id FROM outlets WHERE archived_at IS NULL AND external_id IS NOT NULL
      UNION SELECT id::text FROM outlets WHERE archived_at IS NULL
    ), dangling AS (
      SELECT r.line, jsonb_agg(jsonb_build_object('column', 'outlets', 'code', 'outlet', 'detail', to_json(said.reference)::text ||
        ' is no outlet of this wire and none of this file, or its row is refused')) AS errors
      FROM import_rows r CROSS JOIN LATERAL jsonb_array_elements_text(r.data->'outlets') AS said (reference)
      WHERE r.import_id = ${importId}::uuid AND r.kind = 'journalist' AND r.action <> 'refused'
        AND NOT EXISTS (SELECT FROM known WHERE known.reference = said.reference)
        AND NOT EXISTS (SELECT FROM known WHERE known.reference = lower(said.reference))
      GROUP BY r.line
    )
    UPDATE import_rows r SET action = 'refused', errors = dangling.errors, data = '{}', secrets = NULL
    FROM dangling WHERE r.import_id = ${importId}::uuid AND r.line = dangling.line`
  await tx.$executeRaw`
    WITH named AS (
      SELECT kind, external_id AS reference FROM import_rows
      WHERE import_id = ${importId}::uuid AND kind IN ('outlet', 'journalist') AND action <> 'refused'
      UNION SELECT 'outlet', external_id FROM outlets WHERE archived_at IS NULL AND external_id IS NOT NULL
      UNION SELECT 'outlet', id::text FROM outlets WHERE archived_at IS NULL
      UNION SELECT 'journalist', external_id FROM journalists WHERE archived_at IS NULL AND external_id IS NOT NULL
      UNION SELECT 'journalist', id::text FROM journalists WHERE archived_at IS NULL
    ), known AS MATERIALIZED (
      SELECT reference FROM named UNION SELECT kind || ':' || reference FROM named
    )
    UPDATE import_rows r SET action = 'refused', data = '{}', secrets = NULL, errors = jsonb_build_array(jsonb_build_object(
      'column', 'owner', 'code', 'owner',
      'detail', 'is no outlet or journalist of this wire and none of this file, or its row is refused'))
    WHERE r.import_id = ${importId}::uuid AND r.kind = 'endpoint' AND r.action <> 'refused' AND r.data->>'owner' IS NOT NULL
      AND NOT EXISTS (SELECT FROM known WHERE known.reference = r.data->>'owner')
      AND NOT EXISTS (SELECT FROM known WHERE known.reference = lower(r.data->>'owner'))`
  await tx.$executeRaw`SET LOCAL enable_nestloop = on`
}
