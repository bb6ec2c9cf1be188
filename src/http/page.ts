import { z } from 'zod'
import { invalidField } from '../problem.ts'

/** How a list is asked for: `?limit=50&cursor=…`. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().meta({ description: 'nextCursor of the page before' }),
})

/** One page of a list: `nextCursor` is null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

/** The id that a cursor stands for. */
export function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const id = z.uuid().safeParse(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!id.success)
    throw invalidField('/querystring/cursor', 'cursor', 'is not a cursor of ours: send nextCursor as you got it, or none')
  return id.data
}

/**
 * Cuts one row more than was asked for into a page.
 *
 * @param rows at most limit + 1 of them, in order
 */
export function toPage<Row extends { id: string }, View>(
  rows: Row[],
  limit: number,
  view: (row: Row) => View,
): { items: View[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items: items.map(view), nextCursor: last ? Buffer.from(last.id).toString('base64url') : null }
}
