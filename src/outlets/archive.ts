import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { lockSubject, type Subject, tableOf } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>
type Input = { subject: Subject; checkRevision: RevisionCheck }

/**
 * Archives an outlet, journalist, endpoint or outlet list: it leaves every list and is reached no more, and stays readable,
 * since the ledger names it. Archiving twice is archiving once.
 *
 * @throws not-found
 */
export async function archive({ db, clock }: Deps, principal: Principal, { subject, checkRevision }: Input): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { revision, archived } = await lockSubject(tx, subject)
    checkRevision(revision)
    if (archived) return
    const now = clock.now()
    await tx.$executeRaw`
      UPDATE ${tableOf(subject.type)} SET archived_at = ${now}, updated_at = ${now}, revision = revision + 1
      WHERE id = ${subject.id}::uuid`
    const data = { before: { archivedAt: null }, after: { archivedAt: now.toISOString() } }
    await recordEvent({ tx, clock }, principal, { kind: `${subject.type}.archived`, subject, data })
  })
}
