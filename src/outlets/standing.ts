import { Prisma } from '../db/client.ts'
import type { ListRecipe } from './load-lists.ts'
import { meetsRule } from './meets.ts'
import type { Owner } from './subject.ts'

/**
 * Outlets or journalists in use with their endpoints in use, as a FROM clause in SQL: `owner` and `endpoint`, the latter null for
 * who has none. Archived endpoints do not appear; `owner.archived_at` is the caller's to ask.
 */
export function ownersWithEndpoints(kind: Owner['type']): Prisma.Sql {
  return kind === 'outlet'
    ? Prisma.sql`outlets AS owner
        LEFT JOIN endpoints AS endpoint ON endpoint.outlet_id = owner.id AND endpoint.archived_at IS NULL`
    : Prisma.sql`journalists AS owner
        LEFT JOIN endpoints AS endpoint ON endpoint.journalist_id = owner.id AND endpoint.archived_at IS NULL`
}

/** What a row of `ownersWithEndpoints` reads, text[]: the endpoint's languages, or its owner's. */
export const languages = Prisma.sql`CASE WHEN cardinality(endpoint.languages) > 0 THEN endpoint.languages ELSE owner.languages END`

/**
 * Whether somebody stands on a list by hand or by its rule, whatever its parts: a condition in SQL on a row of
 * `ownersWithEndpoints`. By hand with every endpoint, by the rule with those that it takes.
 */
export function standsByItself(list: ListRecipe, kind: Owner['type']): Prisma.Sql {
  const { rule, hasOutlets, hasJournalists } = list
  const byHand = kind === 'outlet' ? hasOutlets : hasJournalists
  return rule || !byHand ? standsToo(list, kind) : Prisma.sql`owner.id IN (${membersOf(list, kind)})`
}

/** The same where more is asked of a row, and this only of some. */
export function standsToo(list: ListRecipe, kind: Owner['type']): Prisma.Sql {
  const { rule, hasOutlets, hasJournalists } = list
  const byHand = kind === 'outlet' ? hasOutlets : hasJournalists
  const ways = [
    ...(rule ? [meetsRule(rule, kind)] : []),
    // Through an array, so that Postgres looks everybody up in a hash table and nobody in an index.
    ...(byHand ? [Prisma.sql`owner.id IN (SELECT unnest(ARRAY(${membersOf(list, kind)})))`] : []),
  ]
  return ways.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join(ways, ' OR ')})`
}

function membersOf({ id }: ListRecipe, kind: Owner['type']): Prisma.Sql {
  const column = Prisma.raw(kind === 'outlet' ? 'outlet_id' : 'journalist_id')
  return Prisma.sql`SELECT ${column} FROM outlet_list_members WHERE outlet_list_id = ${id}::uuid AND ${column} IS NOT NULL`
}

/**
 * Everybody on lists that are made of others, as expressions for a WITH clause: one per list, in the order of `lists`, each with
 * `owner_id` and `key`, the endpoint's id or, without any, the owner's.
 *
 * @param lists from loadLists
 * @param prefix of their names; see nameOf
 * @param only what more must hold of a row of `ownersWithEndpoints`
 */
export function standings(lists: ReadonlyMap<string, ListRecipe>, prefix: string, only = Prisma.sql`true`): Prisma.Sql[] {
  const names = [...lists.keys()]
  return [...lists.values()].map((list) => {
    const partsBy = (operation: string) => list.parts.filter((part) => part.operation === operation)
    const rowsOf = (outletListId: string) => Prisma.sql`SELECT owner_id, key FROM ${nameOf(prefix, names, outletListId)}`
    const own = (['outlet', 'journalist'] as const).map(
      (kind) => Prisma.sql`
        SELECT owner.id AS owner_id, coalesce(endpoint.id, owner.id) AS key FROM ${ownersWithEndpoints(kind)}
        WHERE owner.archived_at IS NULL AND ${standsByItself(list, kind)} AND ${only}`,
    )
    const added = partsBy('union').map(({ outletListId }) => rowsOf(outletListId))
    const taken = partsBy('difference').map(({ outletListId }) => Prisma.sql`EXCEPT ${rowsOf(outletListId)}`)
    const union = Prisma.join([Prisma.join(own, ' UNION ALL '), ...added], ' UNION ')
    return Prisma.sql`${nameOf(prefix, names, list.id)} (owner_id, key) AS (
      SELECT owner_id, key FROM (${union}) AS present ${Prisma.join([Prisma.empty, ...taken], ' ')})`
  })
}

/** What a list is called among `standings`. */
export function nameOf(prefix: string, ids: readonly string[], id: string): Prisma.Sql {
  return Prisma.raw(`${prefix}_${ids.indexOf(id)}`)
}

/** Whether a row of `ownersWithEndpoints` is among the `standings` of a list: a condition in SQL, asked of some rows only. */
export function isAmong(prefix: string, ids: readonly string[], id: string): Prisma.Sql {
  // Through an array: a hash table, however many Postgres expects.
  return Prisma.sql`endpoint.id IN (SELECT unnest(ARRAY(SELECT key FROM ${nameOf(prefix, ids, id)})))`
}
