import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { suppress } from '../suppressions/suppress.ts'
import { forwarded } from './forwarded.ts'
import type { Delivery } from './keep-fact.ts'
import type { Report } from './report.ts'

/** On so many days within the window an address may bounce softly before it is silenced. */
const softDays = 5
const windowDays = 30
const dayMs = 86_400_000

/**
 * What a proven fact means for later: a hard bounce and a complaint silence the address at once. Soft bounces do so when they came on
 * five days out of thirty: a mailbox that is full for a weekend bounces ten releases and is well on Monday.
 */
export async function silence({ tx, clock }: { tx: Tx; clock: Clock }, delivery: Delivery, kind: Report['kind']): Promise<void> {
  if (kind === 'soft-bounce' && (await countSoftDays({ tx, clock }, delivery)) < softDays) return
  const { id: deliveryId, channel, addressHash } = delivery
  const origin = kind === 'complaint' ? 'complaint' : 'bounce'
  await suppress({ tx, clock }, { channel, addressHash, reason: kind, origin, deliveryId })
}

/** Once an admin has lifted a suppression of the address, what came before counts no more. */
async function countSoftDays({ tx, clock }: { tx: Tx; clock: Clock }, { addressHash, channel }: Delivery): Promise<number> {
  // One at a time for each address: of two that come at once, each would miss the other.
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('soft bounces ' || encode(${addressHash}, 'hex'), 0))::text`
  const since = new Date(clock.now().getTime() - windowDays * dayMs)
  const [row] = await tx.$queryRaw<{ days: number }[]>`
    SELECT count(DISTINCT (f.at AT TIME ZONE 'UTC')::date)::int AS days FROM delivery_facts f
    WHERE f.address_hash = ${addressHash} AND f.kind = 'soft-bounce' AND f.reason <> ${forwarded} AND f.proven AND f.at > ${since}
      AND f.at > COALESCE((SELECT max(s.lifted_at) FROM suppressions s
        WHERE s.address_hash = ${addressHash} AND (s.channel IS NULL OR s.channel = ${channel})), '-infinity')`
  return row?.days ?? 0
}
