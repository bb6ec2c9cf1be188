import { recordEvent } from '../accounts/events.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { notFound, Problem } from '../problem.ts'
import type { Lifting } from './suppression.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Lets somebody be written to again. Lifting twice is lifting once, and the first reason stands.
 *
 * @throws not-found
 * @throws wrong-state for an erasure, which stays for ever
 */
export async function liftSuppression({ db, clock }: Deps, principal: Principal, id: string, { reason }: Lifting): Promise<void> {
  await inTransaction(db, async (tx) => {
    const now = clock.now()
    const where = { id, liftedAt: null, reason: { not: 'erasure' } }
    const [lifted] = await tx.suppression.updateManyAndReturn({ where, data: { liftedAt: now } })
    if (!lifted) return explain(await tx.suppression.findUnique({ where: { id } }))
    const { channel, domain, accountId, deliveryId, origin } = lifted
    const data = {
      ...{ channel, domain, accountId, deliveryId, origin, reason: lifted.reason },
      before: { liftedAt: null },
      after: { liftedAt: now.toISOString() },
    }
    await recordEvent({ tx, clock }, principal, {
      kind: 'suppression.lifted',
      subject: { type: 'suppression', id },
      reason,
      data,
    })
  })
}

/** Why nothing was lifted: it is so already, may not be, or is none. */
function explain(row: { reason: string; liftedAt: Date | null } | null): void {
  if (!row) throw notFound('suppression')
  if (row.liftedAt !== null) return
  throw new Problem(
    'wrong-state',
    'This address was erased at the wish of the person whose it was, and stays suppressed for ever. Ask them for another one.',
  )
}
