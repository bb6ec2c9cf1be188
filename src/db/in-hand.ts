import { Prisma } from './client.ts'

/**
 * Whether a delivery is in the hands of a worker, as a condition in SQL: claimed, and without an outcome in Postgres. Its row says
 * `pending` meanwhile; its batch is leased and marked beyond its position.
 *
 * @param d a row of `deliveries`, by the name that the query gives it
 */
export function isInHand(d: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${d}.state = 'pending' AND EXISTS (
    SELECT FROM batches mark WHERE mark.id = ${d}.batch_id AND mark.state = 'leased' AND mark.claimed_to > ${d}.position))`
}

/** The state of a delivery as everybody is told it, as SQL: what is in hand is `sending`. */
export function stateOf(d: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(CASE WHEN ${isInHand(d)} THEN 'sending' ELSE ${d}.state END)`
}
