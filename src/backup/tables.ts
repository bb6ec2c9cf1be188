import { z } from 'zod'
import type { Copy } from '../db/copy.ts'

/** A table of ours with the columns that are written; one that is cut by month counts as one. */
export type Table = { name: string; columns: string[] }

const Table = z.object({ name: z.string(), columns: z.array(z.string()) })

/** Every table that a backup holds: all of the schema `public`, but for the list of migrations. */
export async function listTables(copy: Copy): Promise<Table[]> {
  const rows = await copy.query(`
    SELECT relname AS name, array_agg(attname::text ORDER BY attnum) AS columns
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> '_prisma_migrations'
    GROUP BY relname ORDER BY relname`)
  return z.array(Table).parse(rows)
}

/**
 * Tables in an order in which each comes after those that it refers to.
 *
 * @throws when they refer to each other in a circle
 */
export async function inOrder(copy: Copy, names: string[]): Promise<string[]> {
  const rows = await copy.query(`
    SELECT DISTINCT conrelid::regclass::text AS from, confrelid::regclass::text AS to
    FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid AND conparentid = 0`)
  const references = z.array(z.object({ from: z.string(), to: z.string() })).parse(rows)
  const ordered: string[] = []
  while (ordered.length < names.length) {
    const waits = (name: string) =>
      references.some(({ from, to }) => from === name && names.includes(to) && !ordered.includes(to))
    const next = names.filter((name) => !ordered.includes(name) && !waits(name))
    if (next.length === 0) throw new Error('Tables refer to each other in a circle, so none of them can be loaded first.')
    ordered.push(...next)
  }
  return ordered
}

/** The months of every table that is cut by month, such as `2026_11`. */
export async function listMonths(copy: Copy): Promise<Record<string, string[]>> {
  const rows = await copy.query(`
    SELECT inhparent::regclass::text AS parent, array_agg(right(relname, 7) ORDER BY relname) AS months
    FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE relnamespace = to_regnamespace('months') AND relkind = 'r' AND relname ~ '_\\d{4}_\\d\\d$'
    GROUP BY inhparent`)
  const parsed = z.array(z.object({ parent: z.string(), months: z.array(z.string()) })).parse(rows)
  return Object.fromEntries(parsed.map(({ parent, months }) => [parent, months]))
}

/** A name as SQL writes it. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
