import { z } from 'zod'
import type { AnyDb } from '../db/client.ts'
import { Part } from './part.ts'
import { Rule } from './rule.ts'

const Row = z.object({
  id: z.string(),
  rule: Rule.nullable(),
  parts: z.array(Part),
  hasOutlets: z.boolean(),
  hasJournalists: z.boolean(),
})

/** What an outlet list is made of, and whether anybody was put on it by hand. */
export type ListRecipe = z.infer<typeof Row>

/**
 * Outlet lists with all the lists that they are made of, at whatever depth, by id. Parts stand before what they are parts of.
 */
export async function loadLists(db: AnyDb, ids: readonly string[]): Promise<Map<string, ListRecipe>> {
  const rows = await db.$queryRaw<unknown[]>`
    WITH RECURSIVE tree (id) AS (
      SELECT unnest(${ids}::uuid[])
      UNION
      SELECT part.part_id FROM tree JOIN outlet_list_parts AS part ON part.outlet_list_id = tree.id
    )
    SELECT list.id, list.rule,
      EXISTS (SELECT FROM outlet_list_members WHERE outlet_list_id = list.id AND outlet_id IS NOT NULL) AS "hasOutlets",
      EXISTS (SELECT FROM outlet_list_members WHERE outlet_list_id = list.id AND journalist_id IS NOT NULL) AS "hasJournalists",
      coalesce(
      (SELECT jsonb_agg(jsonb_build_object('outletListId', part.part_id, 'operation', part.operation) ORDER BY part.part_id)
        FROM outlet_list_parts AS part WHERE part.outlet_list_id = list.id), '[]') AS parts
    FROM tree JOIN outlet_lists AS list ON list.id = tree.id`
  const lists = new Map(
    z
      .array(Row)
      .parse(rows)
      .map((list) => [list.id, list]),
  )
  const inOrder = new Map<string, ListRecipe>()
  const put = (id: string): void => {
    const list = lists.get(id)
    if (!list || inOrder.has(id)) return
    for (const { outletListId } of list.parts) put(outletListId)
    inOrder.set(id, list)
  }
  for (const id of ids) put(id)
  return inOrder
}
