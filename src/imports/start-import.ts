import { recordEvent } from '../accounts/events.ts'
import { inTransaction, isUniqueViolation } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { type ImportView, toImportView } from './import.ts'
import { lockImport } from './lock-import.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'queue'>

/**
 * Has an import applied, by a worker. Rows that were refused are left out; the others do what the file says, compared anew with
 * what stands when their turn comes.
 *
 * @param strict refuses to begin where a single row was refused
 * @throws not-found; wrong-state when it is not `checked`, or strict and not all good; import-running while another is applied
 */
export async function startImport(
  { db, clock, queue }: Deps,
  principal: Principal,
  { id, strict }: { id: string; strict: boolean },
): Promise<ImportView> {
  const view = await inTransaction(db, async (tx) => {
    const { state, refused } = await lockImport(tx, id)
    if (state !== 'checked') {
      throw new Problem(
        'wrong-state',
        `This import is ${state}; only one that is checked can be applied. Hand the file in again.`,
      )
    }
    if (strict && refused > 0) {
      const detail = `${refused} rows are refused, so with strict=true nothing is applied. Mend them, or leave strict out.`
      throw new Problem('wrong-state', detail)
    }
    const row = await tx.import.update({ where: { id }, data: { state: 'applying', updatedAt: clock.now() } })
    await recordEvent({ tx, clock }, principal, { kind: 'import.started', subject: { type: 'import', id }, data: { strict } })
    return toImportView(row)
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error
    const detail = 'Another import is being applied. Wait for its end, then try again: GET /v1/outlets/imports shows it.'
    throw new Problem('import-running', detail, { cause: error })
  })
  await queue.ring('import', [{ id, ring: 'a' }])
  return view
}
