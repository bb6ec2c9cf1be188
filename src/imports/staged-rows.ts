import { z } from 'zod'
import type { Tx } from '../db/client.ts'
import { openSecrets } from '../outlets/endpoint-secrets.ts'
import type { Vault } from '../vault.ts'
import { Cells, type Row, type RowAction, type RowKind, rowKinds } from './row.ts'

/** The last row that was done: outlets come first, then journalists, then endpoints, each by line. */
export type Place = { kind: RowKind; line: number }

/** A row as it was checked. */
export type StagedRow = Row & { action: RowAction }

const Texts = z.record(z.string(), z.string())

/** Where an import is whose first so many rows are done. */
export async function placeOf(tx: Tx, id: string, applied: number): Promise<Place> {
  if (applied === 0) return { kind: 'outlet', line: 0 }
  const [row] = await tx.$queryRaw<Place[]>`
    SELECT kind, line FROM import_rows WHERE import_id = ${id}::uuid AND kind IS NOT NULL
    ORDER BY array_position(${[...rowKinds]}::text[], kind), line OFFSET ${applied - 1} LIMIT 1`
  return row ?? { kind: 'endpoint', line: 2_147_483_647 }
}

/** The rows after a place, of one kind only; none at the end. Refused ones are among them, since they count as done. */
export async function readRows(
  tx: Tx,
  vault: Vault,
  { id, from, limit }: { id: string; from: Place; limit: number },
): Promise<StagedRow[]> {
  for (const kind of rowKinds.slice(rowKinds.indexOf(from.kind))) {
    const after = kind === from.kind ? from.line : 0
    const rows = await tx.$queryRaw<Staged[]>`
      SELECT line, kind, external_id AS "externalId", action, data, secrets FROM import_rows
      WHERE import_id = ${id}::uuid AND kind = ${kind} AND line > ${after} ORDER BY line LIMIT ${limit}`
    if (rows.length > 0) return rows.map((row) => toRow(vault, row))
  }
  return []
}

/** Deletes what the cells of an import say, once nothing of it is to be applied any more: what stays tells what became of each row. */
export async function forgetCells(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE import_rows SET data = jsonb_build_object('changes', coalesce(data->'changes', '[]')), secrets = NULL
    WHERE import_id = ${id}::uuid AND action <> 'refused'`
}

type Staged = {
  line: number
  kind: RowKind
  externalId: string | null
  action: RowAction
  data: unknown
  secrets: Uint8Array | null
}

function toRow(vault: Vault, { data, secrets, externalId, ...row }: Staged): StagedRow {
  return { ...row, externalId: externalId ?? '', cells: Cells.parse(data), secrets: Texts.parse(openSecrets(vault, secrets)) }
}
