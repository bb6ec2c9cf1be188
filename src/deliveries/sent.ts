import { Prisma } from '../db/client.ts'
import { isInHand } from '../db/in-hand.ts'

/** What an attempt ends with where the far side may have taken it all the same: it was told everything and was not heard. */
const unheard = ['timeout', 'too-slow', 'reset', 'headers-too-large', 'protocol', 'relay-unheard', 'channel-fault']

/**
 * Whether an endpoint was sent a delivery, or may have been, as a condition in SQL: it was handed over, it is being sent, or an attempt
 * ended without anybody knowing.
 *
 * @param d a row of `deliveries`, by the name that the query gives it
 */
export function wasSent(d: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${d}.state IN ('available', 'delivered') OR ${isInHand(d)} OR EXISTS (
    SELECT FROM attempts a WHERE a.publication_id = ${d}.publication_id AND a.delivery_id = ${d}.id
      AND (a.outcome = 'unknown' OR a.reason = ANY(${unheard}::text[]))))`
}
