import { recordEvent } from '../accounts/events.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { lockImport } from './lock-import.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Forgets the rows of an import that is not to be applied, or stops one that is being applied: what it has done by then stays.
 * Discarding twice is discarding once.
 *
 * @throws not-found; wrong-state for one that was applied, which stays as a record
 */
export async function discardImport({ db, clock }: Deps, principal: Principal, id: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { state } = await lockImport(tx, id)
    if (state === 'discarded') return
    if (state === 'applied') throw new Problem('wrong-state', 'This import was applied and stays as a record of that.')
    const { applied } = await tx.import.update({ where: { id }, data: { state: 'discarded', updatedAt: clock.now() } })
    await tx.importRow.deleteMany({ where: { importId: id } })
    const data = { before: { state }, after: { state: 'discarded' }, applied }
    await recordEvent({ tx, clock }, principal, { kind: 'import.discarded', subject: { type: 'import', id }, data })
  })
}
