import type { Tx } from '../db/client.ts'
import type { Edition } from '../db/generated/client.ts'
import { reached } from '../outlets/reach.ts'
import { invalidField, Problem } from '../problem.ts'
import { findUsableLists } from '../releases/find-list.ts'
import type { Target } from '../releases/target.ts'

/** A target with what it stands for today. */
export type ResolvedTarget = {
  language: string
  outletListId: string
  outletListName: string
  excludeOutletIds: string[]
  editionId: string
}

/**
 * Finds the edition and the list of each target, and makes sure that it would reach somebody.
 *
 * @throws invalid for a list that the account may not use, edition-missing, empty-target; each with its pointer
 */
export async function resolveTargets(
  tx: Tx,
  accountId: string,
  targets: Target[],
  editions: Edition[],
): Promise<ResolvedTarget[]> {
  if (targets.length === 0) throw invalidField('/targets', 'too_small', 'is empty: name at least one language and outlet list')
  const account = await tx.account.findUniqueOrThrow({ where: { id: accountId } })
  const wanted = targets.map((target) => target.outletListId)
  const usable = await findUsableLists(tx, account, wanted)
  const lists = await tx.outletList.findMany({ where: { id: { in: [...usable] } }, select: { id: true, name: true } })
  const names = new Map(lists.map((list) => [list.id, list.name]))
  const resolved = targets.map((target, index) => resolve(target, index, names, editions))
  for (const [index, target] of resolved.entries()) await requireSomebody(tx, target, index)
  return resolved
}

function resolve(target: Target, index: number, names: Map<string, string>, editions: Edition[]): ResolvedTarget {
  const outletListName = names.get(target.outletListId)
  if (outletListName === undefined) {
    throw invalidField(
      `/targets/${index}/outletListId`,
      'unknown',
      'is no outlet list that you may use: GET /v1/outlet-lists names them',
    )
  }
  const edition = editions.find(({ language }) => language === target.language)
  if (!edition) {
    const detail = `There is no edition in ${target.language}. Add one, or leave the target out.`
    throw new Problem('edition-missing', detail, { errors: [{ pointer: `/targets/${index}/language`, code: 'missing', detail }] })
  }
  return { ...target, outletListName, editionId: edition.id }
}

async function requireSomebody(tx: Tx, target: ResolvedTarget, index: number): Promise<void> {
  const [row] = await tx.$queryRaw<{ any: boolean }[]>`
    SELECT EXISTS (SELECT FROM (${reached(target)}) r WHERE r.endpoint_id IS NOT NULL AND r.left_out IS NULL) AS any`
  if (row?.any) return
  const detail = `«${target.outletListName}» would reach nobody in ${target.language}. GET /v1/outlet-lists/${target.outletListId}/preview?language=${target.language} tells why.`
  throw new Problem('empty-target', detail, { errors: [{ pointer: `/targets/${index}`, code: 'empty', detail }] })
}
