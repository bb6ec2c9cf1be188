import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { recordEvent } from './events.ts'
import { lockIssuer } from './get-issuer.ts'
import type { RevisionCheck } from './revision.ts'

/**
 * Archives an issuer: no account may act for it from then on. Archiving twice is archiving once.
 *
 * @throws not-found
 */
export async function archiveIssuer(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  id: string,
  checkRevision: RevisionCheck,
): Promise<void> {
  const { tx, clock } = deps
  const issuer = await lockIssuer(tx, id)
  checkRevision(issuer.revision)
  if (issuer.archivedAt) return
  const now = clock.now()
  await tx.issuer.update({ where: { id }, data: { archivedAt: now, updatedAt: now, revision: { increment: 1 } } })
  const data = { before: { archivedAt: null }, after: { archivedAt: now.toISOString() } }
  await recordEvent(deps, principal, { kind: 'issuer.archived', subject: { type: 'issuer', id }, data })
}
