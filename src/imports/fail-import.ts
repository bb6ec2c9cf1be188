import { recordEvent } from '../accounts/events.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { forgetCells } from './staged-rows.ts'

/**
 * Gives up an import that cannot be applied, for a reason that is not in its file. What it has done by then stays. One that is not
 * being applied any more, or at which another worker is just now, is left alone.
 *
 * @param tries how often it was tried, for whoever reads why
 */
export async function failImport({ db, clock }: Pick<AppDeps, 'db' | 'clock'>, id: string, tries: number): Promise<void> {
  await db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ applied: number }[]>`
      SELECT applied FROM imports WHERE id = ${id}::uuid AND state = 'applying' FOR UPDATE SKIP LOCKED`
    if (!row) return
    const failure =
      `After ${row.applied} rows it could not go on, in ${tries} tries, for a reason that is not in the file. What was applied stays. ` +
      'Ask whoever runs this wire, whose log names this import and the cause; then hand the file in again.'
    await tx.import.update({ where: { id }, data: { state: 'failed', failure, updatedAt: clock.now() } })
    await forgetCells(tx, id)
    const data = { applied: row.applied, tries }
    await recordEvent({ tx, clock }, undefined, { kind: 'import.failed', subject: { type: 'import', id }, reason: failure, data })
    await signal(tx, id)
  })
}
