import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { withExternalId } from './external-id.ts'
import { type JournalistView, type NewJournalist, toJournalistView, withOutlets } from './journalist.ts'
import { toProfileFacts } from './profile-facts.ts'
import { requireOwners } from './require-owners.ts'
import { requireSectors } from './require-sectors.ts'

/**
 * Adds a journalist to the wire. They receive nothing before they have an endpoint and stand on a list.
 *
 * @throws invalid for an unknown sector or outlet, conflict for an external id in use
 */
export async function createJournalist(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Principal,
  journalist: NewJournalist,
): Promise<JournalistView> {
  const { outletIds, ...fields } = journalist
  await requireSectors(tx, fields.sectors)
  await requireOwners(tx, { type: 'outlet', ids: outletIds, pointer: '/outletIds' })
  const now = clock.now()
  const outlets = { create: outletIds.map((outletId) => ({ outletId })) }
  const data = { ...fields, createdAt: now, updatedAt: now, outlets }
  const row = await withExternalId('journalist', tx.journalist.create({ data, include: withOutlets }))
  const subject = { type: 'journalist', id: row.id }
  const facts = { after: toProfileFacts(journalist) }
  await recordEvent({ tx, clock }, principal, { kind: 'journalist.created', subject, data: facts })
  return toJournalistView(row)
}
