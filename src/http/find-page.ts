import { z } from 'zod'
import { type AnyDb, Prisma } from '../db/client.ts'
import { findOrder } from '../db/names.ts'
import { LanguageTag, lookupChain } from '../languages/language.ts'
import { invalidField } from '../problem.ts'
import { PageQuery, readCursor } from './page.ts'

/** How a list is asked for where people look for names in it. */
export const SortedQuery = z.object({
  ...PageQuery.shape,
  // Holds a name.
  cursor: z.string().max(2000).optional().meta({ description: 'nextCursor of the page before' }),
  sort: z.enum(['created', 'name']).default('created').meta({ description: '`created`: the oldest first' }),
  sortLanguage: LanguageTag.optional().meta({
    description:
      'with `sort=name`: whose order of names, such as `zh-Hans` (pinyin) or `sv` (å, ä, ö last); left out: one for all scripts',
  }),
})
export type SortedQuery = z.infer<typeof SortedQuery>

/** Which rows of a table a list holds: `condition` speaks of the table by its alias `t`, `name` is what they are called. */
type Source = {
  table: 'outlets' | 'journalists' | 'outlet_lists' | 'accounts' | 'issuers'
  name: Prisma.Sql
  condition: Prisma.Sql
}

/**
 * A page of ids, in the order that is asked for: by the time at which they were made, or by name and, where names are the same, by time.
 * Whoever follows the cursors meets each row once that is there all the while under one name.
 *
 * @throws invalid for a cursor that is not ours, or is of another order
 */
export async function findPage(
  db: AnyDb,
  { table, name, condition }: Source,
  { limit, cursor, sort, sortLanguage }: SortedQuery,
): Promise<{ ids: string[]; nextCursor: string | null }> {
  const from = Prisma.sql`${Prisma.raw(table)} t WHERE ${condition}`
  if (sort === 'created') {
    const after = readCursor(cursor)
    const later = after === undefined ? Prisma.empty : Prisma.sql`AND t.id > ${after}::uuid`
    const rows = await db.$queryRaw<{ id: string }[]>`SELECT t.id FROM ${from} ${later} ORDER BY t.id LIMIT ${limit + 1}`
    return cut(rows, limit, ({ id }) => id)
  }
  const after = readPlace(cursor, sortLanguage)
  const order = await findOrder(db, sortLanguage === undefined ? [] : lookupChain(sortLanguage))
  const ordered = Prisma.sql`(${name}) ${order}`
  const later = after ? Prisma.sql`AND (${ordered}, t.id) > (${after.name}::text, ${after.id}::uuid)` : Prisma.empty
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT t.id, ${name} AS name FROM ${from} ${later} ORDER BY ${ordered}, t.id LIMIT ${limit + 1}`
  return cut(rows, limit, (row) => JSON.stringify([row.id, row.name, sortLanguage ?? '']))
}

/** The condition for rows that were found already. */
export function isAmong(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`t.id = ANY(${ids}::uuid[])`
}

/** Puts rows in the order of their ids. */
export function inOrder<Row extends { id: string }>(ids: readonly string[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

function cut<Row extends { id: string }>(rows: Row[], limit: number, placeOf: (row: Row) => string) {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return { ids: shown.map(({ id }) => id), nextCursor: last ? Buffer.from(placeOf(last)).toString('base64url') : null }
}

// Postgres takes no NUL.
const Place = z.tuple([z.uuid(), z.string().regex(/^[^\0]*$/), z.string()])

function readPlace(cursor: string | undefined, language = ''): { id: string; name: string } | undefined {
  if (cursor === undefined) return undefined
  const place = Place.safeParse(parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (place.success && place.data[2] === language) return { id: place.data[0], name: place.data[1] }
  throw invalidField('/querystring/cursor', 'cursor', 'is not a cursor of this order: send nextCursor as you got it, or none')
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
