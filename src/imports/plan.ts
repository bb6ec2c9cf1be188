import type { AnyDb } from '../db/client.ts'
import type { Vault } from '../vault.ts'
import type { Claims } from './claims.ts'
import { findErased } from './find-erased.ts'
import { type EndpointChange, planEndpoint } from './plan-endpoint.ts'
import { type OwnerChange, planOwner } from './plan-owner.ts'
import type { CellError, Row, RowAction } from './row.ts'
import { readStanding } from './standing.ts'

/** What a row would do now. */
export type Planned = {
  row: Row
  action: RowAction
  errors: CellError[]
  /** the columns that change, of a row that updates */
  changes: string[]
  owner?: OwnerChange
  endpoint?: EndpointChange
}

type Options = {
  /** the sectors that the wire has */
  sectors: ReadonlySet<string>
  /** true: what a row refers to must be there now. False: it may come with a later row of the same file. */
  final: boolean
  /** what other rows of the file are about */
  claims?: Claims
}

/** Compares rows with what stands, and says what each would do. With `final` in a transaction, what stands is locked. */
export async function planRows(
  { db, vault }: { db: AnyDb; vault: Vault },
  rows: readonly Row[],
  { sectors, final, claims }: Options,
): Promise<Planned[]> {
  const standing = await readStanding(db, rows, { locked: final })
  const planned = rows.map((row) => planRow(row))
  const erased = await findErased(
    db,
    planned.flatMap(({ endpoint }) => (endpoint ? [endpoint.columns.addressHash] : [])),
  )
  return planned.map((plan) =>
    plan.endpoint && erased(plan.endpoint.columns.addressHash) ? refuse(plan.row, [erasedError]) : plan,
  )

  function planRow(row: Row): Planned {
    const alias = row.kind === 'endpoint' ? standing.endpoint(row.externalId) : standing.owner(row.kind, row.externalId)
    const error = alias?.externalId ? claims?.claimAs(row, row.kind, alias.externalId) : undefined
    if (error) return refuse(row, [error])
    const owner = planOwner(row, { standing, sectors, final })
    if (owner.errors.length > 0) return refuse(row, owner.errors)
    const endpoint = planEndpoint(vault, row, { standing, owner: owner.owner, final })
    if (endpoint.errors.length > 0) return refuse(row, endpoint.errors)
    const changes = [...(owner.change?.columns ?? []), ...(endpoint.change?.changes ?? [])]
    const made = row.kind === 'endpoint' ? endpoint.change?.created : owner.change?.created
    const action = made ? 'create' : changes.length > 0 ? 'update' : 'unchanged'
    return {
      row,
      action,
      errors: [],
      changes: action === 'update' ? changes : [],
      owner: owner.change,
      endpoint: endpoint.change,
    }
  }
}

const erasedError: CellError = {
  column: 'channel',
  code: 'erased',
  detail: 'leads to an address that was erased at the wish of whoever has it: it cannot come back',
}

function refuse(row: Row, errors: CellError[]): Planned {
  return { row, action: 'refused', errors, changes: [] }
}
