import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import type { Place } from '../releases/place.ts'
import { getVersionForUpdate, type SavedVersion } from '../releases/version.ts'

/**
 * Locks a version and makes sure that what would go out is what was approved.
 *
 * @throws not-found, wrong-state when it is not approved, not-approved when it was changed since
 */
export async function getApproved(tx: Tx, principal: Principal, { id, number }: Place): Promise<SavedVersion> {
  const saved = await getVersionForUpdate({ tx }, principal, id, number)
  const { state, approvedHash } = saved.version
  if (state !== 'approved') {
    throw new Problem('wrong-state', `The version is ${state}: ${tellNext(state, id)}.`)
  }
  if (!approvedHash || !Buffer.from(approvedHash).equals(saved.revision.hash)) {
    throw new Problem('not-approved', 'The text was changed after it had been approved. Have it approved again.')
  }
  return saved
}

function tellNext(state: string, id: string): string {
  const approved = `it can be published once an editor has approved it, PUT /v1/releases/${id}/approval`
  if (state === 'draft' || state === 'returned') return `submit it first, PUT /v1/releases/${id}/submission; ${approved}`
  return state === 'declined' ? 'it goes out no more' : approved
}
