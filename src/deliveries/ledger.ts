import type { Readable } from 'node:stream'
import type { AppDeps } from '../deps.ts'
import { streamCsv } from '../http/csv.ts'
import type { Principal } from '../http/principal.ts'
import { type DeliveryRow, deliveryColumns, toDeliveryView } from './delivery.ts'
import { requireRelease } from './find-release.ts'

type Deps = Pick<AppDeps, 'db'>

const columns = [
  'id',
  'version',
  'language',
  'outletListId',
  'outletId',
  'outletName',
  'country',
  'endpointId',
  'sequence',
  'channel',
  'format',
  'state',
  'reason',
  'attempts',
  'sentAt',
  'dueAt',
  'receipt',
] as const

const pageRows = 2000

/**
 * The whole ledger of a release as CSV (RFC 4180), streamed page by page: memory does not grow with the audience. Cells
 * that a spreadsheet would take for a formula are escaped, and it opens with a byte order mark, since the names are in
 * every script.
 *
 * @throws not-found for a release that is not the principal's
 */
export async function streamLedger({ db }: Deps, principal: Principal, releaseId: string): Promise<Readable> {
  await requireRelease(db, principal, releaseId)
  return streamCsv(readRows(db, releaseId), { columns, bom: true })
}

async function* readRows(db: Deps['db'], releaseId: string) {
  let after: string | null = null
  for (;;) {
    const rows: DeliveryRow[] = await db.$queryRaw<DeliveryRow[]>`
      SELECT ${deliveryColumns} FROM deliveries d
      JOIN publications p ON p.id = d.publication_id JOIN dispatches t ON t.id = d.dispatch_id
      WHERE p.release_id = ${releaseId}::uuid AND (${after}::uuid IS NULL OR d.id > ${after}::uuid)
      ORDER BY d.id LIMIT ${pageRows}`
    yield* rows.map(toDeliveryView)
    after = rows.at(-1)?.id ?? null
    if (rows.length < pageRows) return
  }
}
