import type { AnyDb } from '../db/client.ts'
import { Problem } from '../problem.ts'
import { tableOf } from './subject.ts'

type Owners = { type: 'outlet' | 'journalist'; ids: readonly string[]; pointer: string }

/**
 * Refuses ids of outlets or journalists that are missing or archived.
 *
 * @param pointer where in the body the ids stand, such as `/outletIds`
 * @throws invalid, one error per id, the first hundred
 */
export async function requireOwners(db: AnyDb, { type, ids, pointer }: Owners): Promise<void> {
  if (ids.length === 0) return
  const table = tableOf(type)
  const missing = await db.$queryRaw<{ index: number }[]>`
    SELECT (given.position - 1)::int AS index
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS given (id, position)
    WHERE NOT EXISTS (SELECT FROM ${table} AS owner WHERE owner.id = given.id AND owner.archived_at IS NULL)
    ORDER BY given.position LIMIT 100`
  const detail = `is not the id of one of the wire’s ${type}s, or that one is archived`
  const errors = missing.map(({ index }) => ({ pointer: `${pointer}/${index}`, code: type, detail }))
  const [first] = errors
  if (first) throw new Problem('invalid', `${first.pointer}: ${first.detail}`, { errors })
}
