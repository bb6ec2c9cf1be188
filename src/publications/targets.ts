import type { Tx } from '../db/client.ts'
import type { Edition } from '../db/generated/client.ts'
import { type ReachTarget, reached } from '../outlets/reach.ts'
import { invalidField, Problem } from '../problem.ts'
import { findUsableLists, findVisibleLists } from '../releases/find-list.ts'
import type { Target } from '../releases/target.ts'

/** A target with what it stands for today. */
export type ResolvedTarget = {
  language: string
  outletListId: string
  outletListName: string
  excludeOutletIds: string[]
  editionId: string
}

/** A target as a dispatch keeps it: without a list, whoever was sent an earlier version. */
export type PlannedTarget = Omit<ResolvedTarget, 'outletListId'> & { outletListId: string | null }

type Asked = {
  accountId: string
  /** the hour: who is paused until later does not count */
  at: Date
  targets: readonly Target[]
  /** what was approved: of a list that it names, the account knows */
  approved: readonly Target[]
  editions: readonly Edition[]
}

/**
 * Finds the edition and the list of each target, and makes sure that it would reach somebody.
 *
 * @throws invalid for a list that the account may not see, not-entitled for one that it may not (or no longer) send to,
 *   edition-missing, empty-target; each with its pointer
 */
export async function resolveTargets(tx: Tx, asked: Asked): Promise<ResolvedTarget[]> {
  const { accountId, at, targets, editions } = asked
  if (targets.length === 0) throw invalidField('/targets', 'too_small', 'is empty: name at least one language and outlet list')
  const names = await nameLists(tx, asked)
  const resolved = targets.map((target, index) => resolve(target, index, names, editions))
  for (const [index, target] of resolved.entries()) {
    await requireSomebody(tx, { ...target, accountId, at, targets: resolved }, index)
  }
  return resolved
}

/** The names of the lists of targets, each of which the account may send to. */
async function nameLists(tx: Tx, { accountId, targets, approved }: Asked): Promise<Map<string, string>> {
  const account = await tx.account.findUniqueOrThrow({ where: { id: accountId } })
  const wanted = targets.map(({ outletListId }) => outletListId)
  const usable = await findUsableLists(tx, account, wanted)
  const known = (await findVisibleLists(tx, account, wanted)).union(new Set(approved.map(({ outletListId }) => outletListId)))
  const lists = await tx.outletList.findMany({
    where: { id: { in: wanted }, archivedAt: null },
    select: { id: true, name: true },
  })
  const names = new Map(lists.filter(({ id }) => known.has(id)).map(({ id, name }) => [id, name]))
  const errors = targets.flatMap(({ language, outletListId }, index) => {
    const name = names.get(outletListId)
    if (name === undefined || usable.has(outletListId)) return []
    const detail = `«${name}» in ${language}: the account is not entitled to this outlet list. Ask the wire for it, or leave the target out.`
    return [{ pointer: `/targets/${index}/outletListId`, code: 'not-entitled', detail }]
  })
  const [first] = errors
  if (first) throw new Problem('not-entitled', first.detail, { errors })
  return names
}

function resolve(
  target: Target,
  index: number,
  names: ReadonlyMap<string, string>,
  editions: readonly Edition[],
): ResolvedTarget {
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

type NamedTarget = ReachTarget & Pick<ResolvedTarget, 'outletListName' | 'language'>

async function requireSomebody(tx: Tx, target: NamedTarget, index: number): Promise<void> {
  const [row] = await tx.$queryRaw<{ any: boolean }[]>`
    SELECT EXISTS (SELECT FROM (${await reached(tx, target)}) r WHERE r.endpoint_id IS NOT NULL AND r.left_out IS NULL) AS any`
  if (row?.any) return
  const detail = `«${target.outletListName}» would reach nobody in ${target.language}. GET /v1/outlet-lists/${target.outletListId}/preview?language=${target.language} tells why.`
  throw new Problem('empty-target', detail, { errors: [{ pointer: `/targets/${index}`, code: 'empty', detail }] })
}
