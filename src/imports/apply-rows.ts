import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Vault } from '../vault.ts'
import { findUnknownSectors } from '../wire/sector.ts'
import type { Actor } from './find-actor.ts'
import { type Planned, planRows } from './plan.ts'
import { recordChanges } from './record-changes.ts'
import type { RowAction } from './row.ts'
import type { StagedRow } from './staged-rows.ts'
import { writeEndpoints } from './write-endpoints.ts'
import { writeOwners } from './write-owners.ts'

type Deps = { tx: Tx; clock: Clock; vault: Vault }

/** By how much each figure of the import is to be corrected. */
export type Corrections = Record<RowAction, number>

/**
 * Does what rows say, compared with what stands now: writes what differs, one event for each thing that is made or changed, and
 * what became of a row where that is not what its check had found.
 *
 * @throws Crossed when another transaction made the same thing meanwhile
 */
export async function applyRows(
  { tx, clock, vault }: Deps,
  rows: readonly StagedRow[],
  { id, actor }: { id: string; actor: Actor },
): Promise<Corrections> {
  const good = rows.filter(({ action }) => action !== 'refused')
  const planned = await planRows({ db: tx, vault }, good, { sectors: await lockSectors(tx, good), final: true })
  const now = clock.now()
  const owners = planned.flatMap(({ owner }) => owner ?? [])
  const endpoints = planned.flatMap(({ endpoint }) => endpoint ?? [])
  await writeOwners(tx, owners, now)
  await writeEndpoints(tx, endpoints, now)
  await recordChanges(tx, { importId: id, actor, owners, endpoints, now })
  return correct(tx, id, { planned, found: new Map(good.map(({ line, action }) => [line, action])) })
}

/** The sectors that rows name and the wire has. They cannot be deleted before the transaction ends. */
async function lockSectors(tx: Tx, rows: readonly StagedRow[]): Promise<ReadonlySet<string>> {
  const named = [...new Set(rows.flatMap(({ cells }) => cells.profile?.sectors ?? []))]
  const unknown = new Set(await findUnknownSectors(tx, named))
  return new Set(named.filter((key) => !unknown.has(key)))
}

async function correct(
  tx: Tx,
  id: string,
  { planned, found }: { planned: readonly Planned[]; found: ReadonlyMap<number, RowAction> },
): Promise<Corrections> {
  const corrections: Corrections = { create: 0, update: 0, unchanged: 0, refused: 0 }
  const changed = planned.filter(({ row, action }) => action !== found.get(row.line))
  for (const { row, action } of changed) {
    const before = found.get(row.line)
    if (before) corrections[before]--
    corrections[action]++
  }
  if (changed.length === 0) return corrections
  const json = JSON.stringify(changed.map(({ row, action, errors }) => ({ line: row.line, action, errors })))
  await tx.$executeRaw`
    UPDATE import_rows r SET action = c.action, errors = c.errors
    FROM json_to_recordset(${json}::json) AS c (line int, action text, errors jsonb)
    WHERE r.import_id = ${id}::uuid AND r.line = c.line`
  return corrections
}
