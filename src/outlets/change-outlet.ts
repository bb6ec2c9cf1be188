import { differenceOf } from '../accounts/difference.ts'
import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import { inTransaction, Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { withExternalId } from './external-id.ts'
import { type OutletPatch, type OutletView, toOutletView } from './outlet.ts'
import { toProfileFacts } from './profile-facts.ts'
import { requireSectors } from './require-sectors.ts'
import { lockInUse } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>
type Input = { id: string; patch: OutletPatch; checkRevision: RevisionCheck }

/**
 * Changes an outlet. What already is as it was sent makes no new revision.
 *
 * @throws not-found, wrong-state when it is archived, invalid for an unknown sector, conflict for an external id in use
 */
export async function changeOutlet(
  { db, clock }: Deps,
  principal: Principal,
  { id, patch, checkRevision }: Input,
): Promise<OutletView> {
  return inTransaction(db, async (tx) => {
    const subject = { type: 'outlet', id } as const
    const { revision } = await lockInUse(tx, subject)
    checkRevision(revision)
    await requireSectors(tx, patch.sectors ?? [])
    const before = toOutletView(await tx.outlet.findUniqueOrThrow({ where: { id } }))
    const difference = differenceOf(before, patch)
    if (!difference) return before
    const { technicalContact, ...fields } = patch
    const data = {
      ...fields,
      ...(technicalContact === undefined ? {} : { technicalContact: technicalContact ?? Prisma.DbNull }),
      updatedAt: clock.now(),
      revision: revision + 1,
    }
    const row = await withExternalId('outlet', tx.outlet.update({ where: { id }, data }))
    const facts = { before: toProfileFacts(difference.before), after: toProfileFacts(difference.after) }
    await recordEvent({ tx, clock }, principal, { kind: 'outlet.changed', subject, data: facts })
    return toOutletView(row)
  })
}
