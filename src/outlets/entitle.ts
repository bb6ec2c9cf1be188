import { recordEvent } from '../accounts/events.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { lockInUse } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/** An account and an outlet list. */
export type Pair = { accountId: string; outletListId: string }

/**
 * Lets an account send to an outlet list. It counts where the visibility is `catalogue` or `entitled`. Doing so twice is doing
 * it once.
 *
 * @throws not-found when either is missing or the account is archived; wrong-state for an archived list
 */
export async function entitle({ db, clock }: Deps, principal: Principal, pair: Pair): Promise<void> {
  await inTransaction(db, async (tx) => {
    const subject = { type: 'outlet-list', id: pair.outletListId } as const
    await lockInUse(tx, subject)
    if ((await tx.account.count({ where: { id: pair.accountId, archivedAt: null } })) === 0) throw notFound('account')
    const { count } = await tx.entitlement.createMany({ data: [{ ...pair, createdAt: clock.now() }], skipDuplicates: true })
    if (count === 0) return
    const event = { kind: 'outlet-list.entitled', subject, accountId: pair.accountId }
    await recordEvent({ tx, clock }, principal, { ...event, data: { before: null, after: pair } })
  })
}
