import { differenceOf } from '../accounts/difference.ts'
import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import { inTransaction, Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { checkList } from './check-list.ts'
import { type OutletListPatch, type OutletListView, toOutletListView, withParts } from './outlet-list.ts'
import { sortParts } from './part.ts'
import { lockParts, saveParts } from './save-parts.ts'
import { lockInUse } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>
type Input = { id: string; patch: OutletListPatch; checkRevision: RevisionCheck }

/**
 * Changes an outlet list. What already is as it was sent makes no new revision; publications that were expanded by then are
 * not touched.
 *
 * @throws not-found, wrong-state when it is archived, invalid for an unknown owner, sector or part, list-cycle
 */
export async function changeList(
  { db, clock }: Deps,
  principal: Principal,
  { id, patch, checkRevision }: Input,
): Promise<OutletListView> {
  return inTransaction(db, async (tx) => {
    const subject = { type: 'outlet-list', id } as const
    if (patch.parts) await lockParts(tx)
    const { revision } = await lockInUse(tx, subject)
    checkRevision(revision)
    await checkList(tx, patch)
    const before = toOutletListView(await tx.outletList.findUniqueOrThrow({ where: { id }, include: withParts }))
    const difference = differenceOf(before, { ...patch, ...(patch.parts ? { parts: sortParts(patch.parts) } : {}) })
    if (!difference) return before
    const { rule, parts, ...fields } = patch
    if (parts) await saveParts(tx, id, parts)
    const data = {
      ...fields,
      ...(rule === undefined ? {} : { rule: rule ?? Prisma.DbNull }),
      updatedAt: clock.now(),
      revision: revision + 1,
    }
    const after = toOutletListView(await tx.outletList.update({ where: { id }, data, include: withParts }))
    const accountId = after.ownerAccountId ?? undefined
    await recordEvent({ tx, clock }, principal, { kind: 'outlet-list.changed', subject, accountId, data: difference })
    return after
  })
}
