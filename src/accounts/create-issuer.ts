import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { recordEvent } from './events.ts'
import { type IssuerView, type NewIssuer, toIssuerView } from './issuer.ts'
import { toIssuerFacts } from './issuer-facts.ts'

/** Makes an issuer. No account acts for it until one is authorised. */
export async function createIssuer(
  deps: { tx: Tx; clock: Clock },
  principal: Principal | undefined,
  issuer: NewIssuer,
): Promise<IssuerView> {
  const now = deps.clock.now()
  const row = await deps.tx.issuer.create({ data: { ...issuer, createdAt: now, updatedAt: now } })
  const subject = { type: 'issuer', id: row.id }
  await recordEvent(deps, principal, { kind: 'issuer.created', subject, data: { after: toIssuerFacts(issuer) } })
  return toIssuerView(row)
}
