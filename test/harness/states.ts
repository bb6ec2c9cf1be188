import { type AnyDb, Prisma } from '../../src/db/client.ts'
import { stateOf } from '../../src/db/in-hand.ts'

/** The ledger with the state of each delivery as everybody is told it, as a table in SQL: `id`, `attempts` that ended, `state`. */
export const told: Prisma.Sql = Prisma.sql`(SELECT d.id, d.attempts, ${stateOf(Prisma.sql`d`)} AS state FROM deliveries d)`

/** How many deliveries are in the hands of workers. */
export async function countInHand(db: AnyDb): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM ${told} AS d WHERE state = 'sending'`
  return row?.count ?? Number.NaN
}
