import { type AnyDb, Prisma } from '../db/client.ts'

/** The tables that are cut by month, and which setting of the wire says how long their months are kept. */
export const cutTables = { deliveries: 'ledgerMonths', attempts: 'ledgerMonths', events: 'eventMonths' } as const

/** One of cutTables. */
export type CutTable = keyof typeof cutTables

/** A month of a table, or all that was before its first month: a partition. */
export type Month = {
  parent: CutTable
  /** such as `deliveries_2026_11`, in the schema `months` */
  name: string
  /** the first id of it; null where it has no beginning */
  from: string | null
  /** the first id after it */
  to: string
  /** attached; detaching: taking it out was begun and not finished; loose: taken out */
  state: 'attached' | 'detaching' | 'loose'
}

/** Every month that there is, in order. One that is loose is told by its name, since nothing else says what it was. */
export async function findMonths(db: AnyDb): Promise<Month[]> {
  return db.$queryRaw<Month[]>`
    WITH months AS (
      SELECT substring(relname from '^[a-z]+') AS parent, relname AS name, pg_get_expr(relpartbound, pg_class.oid) AS bounds,
        to_timestamp(substring(relname from '\\d{4}_\\d\\d$'), 'YYYY_MM') AS begins,
        CASE WHEN inhrelid IS NULL THEN 'loose' WHEN inhdetachpending THEN 'detaching' ELSE 'attached' END AS state
      FROM pg_class LEFT JOIN pg_inherits ON inhrelid = pg_class.oid
      WHERE relnamespace = 'months'::regnamespace AND relkind = 'r'
    ), bounded AS (
      SELECT parent, name, state,
        COALESCE(substring(bounds from 'FROM \\(''([0-9a-f-]{36})''\\)'), first_id(begins)::text) AS "from",
        COALESCE(substring(bounds from 'TO \\(''([0-9a-f-]{36})''\\)'), first_id(begins + interval '1 month')::text) AS "to"
      FROM months
    )
    SELECT parent, name, state, "from", COALESCE("to", min("from") OVER (PARTITION BY parent)) AS "to"
    FROM bounded WHERE parent = ANY(${Object.keys(cutTables)}::text[]) ORDER BY parent, name`
}

/** Whether an id is of a month, as a condition in SQL. */
export function isOf({ from, to }: Month, id: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${id} >= ${from ?? '00000000-0000-0000-0000-000000000000'}::uuid AND ${id} < ${to}::uuid)`
}

/** A month as SQL names it. */
export function tableOf({ name }: Month): Prisma.Sql {
  if (!/^[a-z]+_(\d{4}_\d\d|before)$/.test(name)) throw new Error(`${name} is not the name of a month`)
  return Prisma.raw(`months.${name}`)
}
