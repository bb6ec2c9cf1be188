import { Prisma, type Tx } from '../db/client.ts'
import { type FieldError, Problem } from '../problem.ts'
import type { Part } from './part.ts'

/**
 * Lets nobody else change what lists are made of until the transaction ends: two changes at once, each harmless, could close
 * a circle. To be called before any list is locked, or the two would wait for each other.
 */
export async function lockParts(tx: Tx): Promise<void> {
  await tx.$executeRaw`LOCK TABLE outlet_list_parts IN SHARE ROW EXCLUSIVE MODE`
}

/**
 * Makes a list of these parts and no others. `lockParts` comes first.
 *
 * @throws invalid for a part that is missing or archived; list-cycle for one that is the list itself or contains it
 */
export async function saveParts(tx: Tx, outletListId: string, parts: readonly Part[]): Promise<void> {
  const ids = parts.map((part) => part.outletListId)
  const known = await tx.outletList.findMany({ where: { id: { in: ids }, archivedAt: null }, select: { id: true } })
  refuse('invalid', ids, new Set(ids).difference(new Set(known.map(({ id }) => id))), {
    code: 'outlet-list',
    detail: 'is not the id of one of the wire’s outlet lists, or that one is archived',
  })
  refuse('list-cycle', ids, await findContaining(tx, outletListId, ids), {
    code: 'list-cycle',
    detail: 'is the list itself or has it as a part, at whatever depth: take it out there first',
  })
  await tx.outletListPart.deleteMany({ where: { outletListId } })
  await tx.outletListPart.createMany({
    data: parts.map((part) => ({ outletListId, partId: part.outletListId, operation: part.operation })),
  })
}

/** Which of these lists are that one, or are made of it. */
async function findContaining(tx: Tx, outletListId: string, ids: string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    WITH RECURSIVE below (root, id) AS (
      SELECT id, id FROM unnest(${ids}::uuid[]) AS id
      UNION
      SELECT below.root, part.part_id FROM below JOIN outlet_list_parts AS part ON part.outlet_list_id = below.id
    )
    SELECT root AS id FROM below WHERE id = ${outletListId}::uuid`)
  return new Set(rows.map(({ id }) => id))
}

function refuse(
  key: 'invalid' | 'list-cycle',
  ids: readonly string[],
  wrong: ReadonlySet<string>,
  { code, detail }: Omit<FieldError, 'pointer'>,
): void {
  const errors = ids.flatMap((id, index) => (wrong.has(id) ? [{ pointer: `/parts/${index}/outletListId`, code, detail }] : []))
  const [first] = errors
  if (first) throw new Problem(key, `${first.pointer}: ${first.detail}`, { errors })
}
