import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { withExternalId } from './external-id.ts'
import { type NewOutlet, type OutletView, toOutletView } from './outlet.ts'
import { toProfileFacts } from './profile-facts.ts'
import { requireSectors } from './require-sectors.ts'

/**
 * Adds an outlet to the wire. It receives nothing before it has an endpoint.
 *
 * @throws invalid for an unknown sector, conflict for an external id in use
 */
export async function createOutlet(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Principal,
  outlet: NewOutlet,
): Promise<OutletView> {
  await requireSectors(tx, outlet.sectors)
  const now = clock.now()
  const technicalContact = outlet.technicalContact ?? Prisma.DbNull
  const data = { ...outlet, technicalContact, createdAt: now, updatedAt: now }
  const row = await withExternalId('outlet', tx.outlet.create({ data }))
  const subject = { type: 'outlet', id: row.id }
  const facts = { after: toProfileFacts(outlet) }
  await recordEvent({ tx, clock }, principal, { kind: 'outlet.created', subject, data: facts })
  return toOutletView(row)
}
