import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { recordEvent } from './events.ts'

/**
 * Lets an account act for an issuer no longer. Doing so twice is doing it once.
 *
 * @throws not-found when there is no such account or issuer
 */
export async function withdrawIssuer(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  { accountId, issuerId }: { accountId: string; issuerId: string },
): Promise<void> {
  const { tx } = deps
  if (!(await tx.account.findUnique({ where: { id: accountId } }))) throw notFound('account')
  if (!(await tx.issuer.findUnique({ where: { id: issuerId } }))) throw notFound('issuer')
  const { count } = await tx.accountIssuer.deleteMany({ where: { accountId, issuerId } })
  if (count === 0) return
  const data = { before: { accountId, issuerId } }
  await recordEvent(deps, principal, { kind: 'issuer.withdrawn', subject: { type: 'issuer', id: issuerId }, accountId, data })
}
