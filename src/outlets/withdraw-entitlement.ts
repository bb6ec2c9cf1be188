import { recordEvent } from '../accounts/events.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import type { Pair } from './entitle.ts'
import { lockSubject } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Lets an account send to an outlet list no longer. Releases that name it cannot be published to it from now on; what was
 * published by then goes out. Doing so twice is doing it once.
 *
 * @throws not-found without such a list
 */
export async function withdrawEntitlement({ db, clock }: Deps, principal: Principal, pair: Pair): Promise<void> {
  await inTransaction(db, async (tx) => {
    const subject = { type: 'outlet-list', id: pair.outletListId } as const
    await lockSubject(tx, subject)
    const { count } = await tx.entitlement.deleteMany({ where: pair })
    if (count === 0) return
    const event = { kind: 'outlet-list.entitlement-withdrawn', subject, accountId: pair.accountId }
    await recordEvent({ tx, clock }, principal, { ...event, data: { before: pair, after: null } })
  })
}
