import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { recordEvent } from './events.ts'

/**
 * Lets an account act for an issuer. Doing so twice is doing it once.
 *
 * @throws not-found when either is missing or archived
 */
export async function authoriseIssuer(
  deps: { tx: Tx; clock: Clock },
  principal: Principal | undefined,
  { accountId, issuerId }: { accountId: string; issuerId: string },
): Promise<void> {
  const { tx, clock } = deps
  if (!(await tx.account.findFirst({ where: { id: accountId, archivedAt: null } }))) throw notFound('account')
  if (!(await tx.issuer.findFirst({ where: { id: issuerId, archivedAt: null } }))) throw notFound('issuer')
  const { count } = await tx.accountIssuer.createMany({
    data: [{ accountId, issuerId, createdAt: clock.now() }],
    skipDuplicates: true,
  })
  if (count === 0) return
  const data = { after: { accountId, issuerId } }
  await recordEvent(deps, principal, { kind: 'issuer.authorised', subject: { type: 'issuer', id: issuerId }, accountId, data })
}
