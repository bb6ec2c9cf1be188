import type { AnyDb } from '../db/client.ts'
import { cutTables } from './month.ts'

/** How many months there is room for beyond the present one. */
const ahead = 2

/**
 * Makes room for this month and the next two in every table that is cut by month. Only looks, and takes no lock, where the room
 * is there. By the clock of the database, since that is what ids are made from.
 */
export async function openMonths({ db }: { db: AnyDb }): Promise<void> {
  const [missing] = await db.$queryRaw<unknown[]>`
    SELECT FROM unnest(${Object.keys(cutTables)}::text[]) AS parent, generate_series(0, ${ahead}::int) AS n,
      to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + n * interval '1 month', 'YYYY_MM') AS month
    WHERE to_regclass('months.' || parent || '_' || month) IS NULL LIMIT 1`
  if (missing) await db.$queryRaw`SELECT open_months((now() AT TIME ZONE 'UTC')::date, ${ahead}::int)::text`
}
