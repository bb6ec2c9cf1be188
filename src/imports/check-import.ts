import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { type ImportView, toImportView } from './import.ts'
import { refuseDangling } from './refuse-dangling.ts'

type Input = { id: string; filename?: string }

/**
 * Ends the check of a file whose rows are staged: refuses those that refer to nobody, counts, and says what applying it would do.
 *
 * @param filename what the file is called where it comes from, for the event log
 */
export async function checkImport(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Principal,
  { id, filename }: Input,
): Promise<ImportView> {
  await refuseDangling(tx, id)
  const [counts] = await tx.$queryRaw<Record<'rows' | 'creates' | 'updates' | 'unchanged' | 'refused', number>[]>`
    SELECT count(*)::int AS rows, count(*) FILTER (WHERE action = 'create')::int AS creates,
      count(*) FILTER (WHERE action = 'update')::int AS updates, count(*) FILTER (WHERE action = 'unchanged')::int AS unchanged,
      count(*) FILTER (WHERE action = 'refused')::int AS refused
    FROM import_rows WHERE import_id = ${id}::uuid`
  const row = await tx.import.update({
    where: { id, state: 'checking' },
    data: { ...counts, state: 'checked', updatedAt: clock.now() },
  })
  const data = { ...counts, sizeBytes: row.sizeBytes, ...(filename === undefined ? {} : { filename }) }
  await recordEvent({ tx, clock }, principal, { kind: 'import.checked', subject: { type: 'import', id }, data })
  return toImportView(row)
}
