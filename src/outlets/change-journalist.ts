import { differenceOf } from '../accounts/difference.ts'
import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { withExternalId } from './external-id.ts'
import { type JournalistPatch, type JournalistView, toJournalistView, withOutlets } from './journalist.ts'
import { toProfileFacts } from './profile-facts.ts'
import { requireOwners } from './require-owners.ts'
import { requireSectors } from './require-sectors.ts'
import { lockInUse } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>
type Input = { id: string; patch: JournalistPatch; checkRevision: RevisionCheck }

/**
 * Changes a journalist. What already is as it was sent makes no new revision.
 *
 * @throws not-found, wrong-state when archived, invalid for an unknown sector or outlet, conflict for an external id in use
 */
export async function changeJournalist(
  { db, clock }: Deps,
  principal: Principal,
  { id, patch, checkRevision }: Input,
): Promise<JournalistView> {
  return inTransaction(db, async (tx) => {
    const subject = { type: 'journalist', id } as const
    const { revision } = await lockInUse(tx, subject)
    checkRevision(revision)
    const { outletIds, ...fields } = patch
    await requireSectors(tx, fields.sectors ?? [])
    await requireOwners(tx, { type: 'outlet', ids: outletIds ?? [], pointer: '/outletIds' })
    const before = toJournalistView(await tx.journalist.findUniqueOrThrow({ where: { id }, include: withOutlets }))
    const difference = differenceOf(before, patch)
    if (!difference) return before
    const outlets = outletIds && { deleteMany: {}, create: outletIds.map((outletId) => ({ outletId })) }
    const data = { ...fields, ...(outlets ? { outlets } : {}), updatedAt: clock.now(), revision: revision + 1 }
    const row = await withExternalId('journalist', tx.journalist.update({ where: { id }, data, include: withOutlets }))
    const facts = { before: toProfileFacts(difference.before), after: toProfileFacts(difference.after) }
    await recordEvent({ tx, clock }, principal, { kind: 'journalist.changed', subject, data: facts })
    return toJournalistView(row)
  })
}
