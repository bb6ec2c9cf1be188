import { differenceOf } from '../accounts/difference.ts'
import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import { inTransaction, Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { checkList } from './check-list.ts'
import { type OutletListPatch, type OutletListView, toOutletListView } from './outlet-list.ts'
import { lockInUse } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>
type Input = { id: string; patch: OutletListPatch; checkRevision: RevisionCheck }

/**
 * Changes an outlet list. What already is as it was sent makes no new revision; publications that were expanded by then are
 * not touched.
 *
 * @throws not-found, wrong-state when it is archived, invalid for an unknown owner or sector
 */
export async function changeList(
  { db, clock }: Deps,
  principal: Principal,
  { id, patch, checkRevision }: Input,
): Promise<OutletListView> {
  return inTransaction(db, async (tx) => {
    const subject = { type: 'outlet-list', id } as const
    const { revision } = await lockInUse(tx, subject)
    checkRevision(revision)
    await checkList(tx, patch)
    const before = toOutletListView(await tx.outletList.findUniqueOrThrow({ where: { id } }))
    const difference = differenceOf(before, patch)
    if (!difference) return before
    const { rule, ...fields } = patch
    const data = {
      ...fields,
      ...(rule === undefined ? {} : { rule: rule ?? Prisma.DbNull }),
      updatedAt: clock.now(),
      revision: revision + 1,
    }
    const after = toOutletListView(await tx.outletList.update({ where: { id }, data }))
    const accountId = after.ownerAccountId ?? undefined
    await recordEvent({ tx, clock }, principal, { kind: 'outlet-list.changed', subject, accountId, data: difference })
    return after
  })
}
