import type { Clock } from '../clock.ts'
import { type Db, inTransaction, type Prisma } from '../db/client.ts'
import { type Failed, Failure, findNextTry } from './failure.ts'
import type { Lease } from './lease.ts'
import { recordTranslation } from './record-translation.ts'

/**
 * Keeps why a translation was not drafted, for people to see, and when the provider is asked again. Where that is never, an event says so:
 * from then on it is theirs, by another look of the provider (assign-translation.ts) or by a draft of their own.
 *
 * @param row as it was when it was taken; whoever has taken it since decides
 */
export async function keepFailure(
  { db, clock }: { db: Db; clock: Clock },
  lease: Lease,
  row: Prisma.TranslationModel,
  { accountId, failed }: { accountId: string; failed: Failed },
): Promise<void> {
  const { reason, detail } = failed
  const now = clock.now()
  const last = Failure.nullable().parse(row.failure)
  const since = last?.reason === reason ? new Date(last.since) : now
  const nextTryAt = findNextTry(failed, { tries: row.tries, since }, now) ?? null
  const failure = { reason, detail, at: now.toISOString(), since: since.toISOString() }
  await inTransaction(db, async (tx) => {
    const { count } = await tx.translation.updateMany({
      where: { ...lease, state: 'requested' },
      data: { failure, nextTryAt, leaseExpiresAt: null, tries: { increment: 1 }, updatedAt: now },
    })
    if (count === 0 || nextTryAt) return
    const told = { failure: reason, since: failure.since, tries: row.tries + 1 }
    await recordTranslation({ tx, clock }, undefined, row, { kind: 'failed', accountId, ...told })
  })
}
