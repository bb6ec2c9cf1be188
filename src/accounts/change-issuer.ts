import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { differenceOf } from './difference.ts'
import { recordEvent } from './events.ts'
import { lockIssuer } from './get-issuer.ts'
import { type IssuerChange, type IssuerView, toIssuerView } from './issuer.ts'
import { toIssuerFacts } from './issuer-facts.ts'
import type { RevisionCheck } from './revision.ts'

/**
 * Changes an issuer. What already is as it was sent makes no new revision.
 *
 * @throws not-found; wrong-state when it is archived
 */
export async function changeIssuer(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  id: string,
  { change, checkRevision }: { change: IssuerChange; checkRevision: RevisionCheck },
): Promise<IssuerView> {
  const { tx, clock } = deps
  const issuer = await lockIssuer(tx, id)
  checkRevision(issuer.revision)
  if (issuer.archivedAt) throw new Problem('wrong-state', 'This issuer is archived and stays as it is. Create another.')
  const difference = differenceOf(toIssuerView(issuer), change)
  if (!difference) return toIssuerView(issuer)
  const changed = await tx.issuer.update({
    where: { id },
    data: { ...change, revision: { increment: 1 }, updatedAt: clock.now() },
  })
  const data = { before: toIssuerFacts(difference.before), after: toIssuerFacts(difference.after) }
  await recordEvent(deps, principal, { kind: 'issuer.changed', subject: { type: 'issuer', id }, data })
  return toIssuerView(changed)
}
