import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import { settleDoubtful } from '../deliveries/settle-doubtful.ts'
import { liftHold } from '../holds/lift-hold.ts'
import type { Principal } from '../http/principal.ts'

/**
 * Lifts the hold that Dateline itself has placed on a publication for editions that were missing, where there is one: they get more time,
 * or it is canceled. Nobody else's.
 *
 * @param publication not locked yet: holds come before their publications
 */
export async function liftMissing(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Principal,
  { id, accountId, releaseId }: Publication,
  reason: string,
): Promise<void> {
  const where = { scope: 'publication', subject: id, cause: 'editions-missing', liftedAt: null }
  if ((await tx.hold.count({ where })) === 0) return
  const subject = { scope: 'publication', subject: id, accountId, releaseId } as const
  await liftHold({ tx, clock, settleDoubtful }, principal, subject, { reason })
}
