import { toCopyCell } from '../db/copy.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { newId } from '../ids.ts'
import { sealSecrets } from '../outlets/endpoint-secrets.ts'
import type { Vault } from '../vault.ts'
import { openClaims } from './claims.ts'
import { type Planned, planRows } from './plan.ts'
import { readRowsOf } from './read-row.ts'
import type { RefusedRow, Row } from './row.ts'
import type { Spooled } from './spool.ts'
import { openTable, type Table } from './table.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault' | 'copy'>
type Named = { charset?: string; separator?: string }

/** Rows that are compared with what stands at once. */
const chunkRows = 500

/**
 * Reads a file, checks each row, compares it with what stands, and keeps what was found in `import_rows`. In one transaction:
 * of a file that cannot be read to its end, nothing remains. Memory holds a chunk of rows and the ids of the file.
 *
 * @returns the id of an import that is `checking`
 * @throws import-unreadable
 */
export async function stageImport(deps: Deps, principal: Principal, file: Spooled, named: Named): Promise<string> {
  const table = await openTable(file, named)
  const sectors = new Set((await deps.db.sector.findMany({ select: { key: true } })).map(({ key }) => key))
  const id = newId()
  const now = deps.clock.now()
  const copy = await deps.copy()
  try {
    await copy.query('BEGIN')
    await copy.query(
      `INSERT INTO imports (id, state, charset, separator, size_bytes, columns, key_id, actor, created_at, updated_at)
       VALUES ($1, 'checking', $2, $3, $4, $5, $6, $7, $8, $8)`,
      [id, table.charset.name, table.separator, file.sizeBytes, table.head.names, principal.keyId, principal.keyName, now],
    )
    await copy.copyIn(
      'COPY import_rows (import_id, line, kind, external_id, action, errors, data, secrets) FROM STDIN',
      stageRows(deps, table, { id, sectors }),
    )
    // In no statistics, so many new rows would be taken for one by whatever asks for them next.
    await copy.query('ANALYZE import_rows (import_id, line, kind, external_id, action)')
    await copy.query('COMMIT')
  } finally {
    await copy.close()
  }
  return id
}

type Staging = { id: string; sectors: ReadonlySet<string> }

async function* stageRows({ db, vault }: Deps, table: Table, { id, sectors }: Staging): AsyncGenerator<string> {
  const readRow = readRowsOf(table.head)
  const claims = openClaims()
  let rows: Row[] = []
  let refused: RefusedRow[] = []
  const flush = async (): Promise<string> => {
    const planned = await planRows({ db, vault }, rows, { sectors, final: false, claims })
    const lines = [...refused.map((row) => stageRefused(id, row)), ...planned.map((plan) => stagePlanned(vault, id, plan))]
    rows = []
    refused = []
    return lines.join('')
  }
  for await (const line of table.lines()) {
    const row = readRow(line)
    const error = 'cells' in row ? claims.claim(row) : undefined
    if (!('cells' in row)) refused.push(row)
    else if (error) refused.push({ ...row, errors: [error] })
    else rows.push(row)
    if (rows.length + refused.length === chunkRows) yield await flush()
  }
  yield await flush()
}

function stageRefused(id: string, { line, kind, externalId, errors }: RefusedRow): string {
  return toLine([id, line, kind, externalId, 'refused', JSON.stringify(errors), '{}', null])
}

function stagePlanned(vault: Vault, id: string, { row, action, errors, changes }: Planned): string {
  if (action === 'refused') return stageRefused(id, { ...row, errors })
  const sealed = sealSecrets(vault, row.secrets)
  const secrets = sealed && `\\x${Buffer.from(sealed).toString('hex')}`
  return toLine([id, row.line, row.kind, row.externalId, action, '[]', JSON.stringify({ ...row.cells, changes }), secrets])
}

function toLine(cells: (string | number | null)[]): string {
  return `${cells.map(toCopyCell).join('\t')}\n`
}
