import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import { inTransaction, type Tx } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { lockParts } from './save-parts.ts'
import { lockSubject, type Subject, tableOf } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>
type Input = { subject: Subject; checkRevision: RevisionCheck }

/**
 * Archives an outlet, journalist, endpoint or outlet list: it leaves every list and is reached no more, and stays readable,
 * since the ledger names it. Archiving twice is archiving once.
 *
 * @throws not-found; wrong-state for a list that others are made of
 */
export async function archive({ db, clock }: Deps, principal: Principal, { subject, checkRevision }: Input): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (subject.type === 'outlet-list') await lockParts(tx)
    const { revision, archived } = await lockSubject(tx, subject)
    checkRevision(revision)
    if (archived) return
    if (subject.type === 'outlet-list') await requireNoWhole(tx, subject.id)
    const now = clock.now()
    await tx.$executeRaw`
      UPDATE ${tableOf(subject.type)} SET archived_at = ${now}, updated_at = ${now}, revision = revision + 1
      WHERE id = ${subject.id}::uuid`
    const data = { before: { archivedAt: null }, after: { archivedAt: now.toISOString() } }
    await recordEvent({ tx, clock }, principal, { kind: `${subject.type}.archived`, subject, data })
  })
}

/** Archiving a part would change other lists behind the back of whoever sells them. */
async function requireNoWhole(tx: Tx, partId: string): Promise<void> {
  const wholes = await tx.outletList.findMany({
    where: { archivedAt: null, parts: { some: { partId } } },
    select: { name: true },
    orderBy: { id: 'asc' },
    take: 5,
  })
  if (wholes.length === 0) return
  const names = wholes.map(({ name }) => `«${name}»`).join(', ')
  throw new Problem('wrong-state', `Other lists are made of this one: ${names}. Change their parts first.`)
}
