import { recordEvent } from '../accounts/events.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Lets an address be written to again. Lifting twice is lifting once.
 *
 * @throws not-found
 */
export async function liftSuppression({ db, clock }: Deps, principal: Principal, id: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const now = clock.now()
    const { count } = await tx.suppression.updateMany({ where: { id, liftedAt: null }, data: { liftedAt: now } })
    if (count === 1) {
      const data = { before: { liftedAt: null }, after: { liftedAt: now.toISOString() } }
      await recordEvent({ tx, clock }, principal, { kind: 'suppression.lifted', subject: { type: 'suppression', id }, data })
    } else if ((await tx.suppression.count({ where: { id } })) === 0) throw notFound('suppression')
  })
}
