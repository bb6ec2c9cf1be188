import type { Tx } from '../db/client.ts'
import { type ReachTarget, reached } from '../outlets/reach.ts'
import { invalidField, Problem } from '../problem.ts'
import { findUsableLists, findVisibleLists } from '../releases/find-list.ts'
import { findOrderedLanguages } from '../releases/ordered-languages.ts'
import type { Target } from '../releases/target.ts'
import type { SavedVersion } from '../releases/version.ts'

/** A target with what it stands for today. */
export type ResolvedTarget = {
  language: string
  outletListId: string
  outletListName: string
  excludeOutletIds: string[]
  /** null: it is still being translated */
  editionId: string | null
}

/** A target as a dispatch keeps it: without a list, whoever was sent an earlier version. */
export type PlannedTarget = Omit<ResolvedTarget, 'outletListId'> & { outletListId: string | null }

type Asked = {
  /** what was approved: of a list that it names, the account knows */
  approved: SavedVersion
  /** the hour: who is paused until later does not count */
  at: Date
  targets: readonly Target[]
  /** whether an edition may come later */
  mayPend: boolean
}

/**
 * Finds the edition and the list of each target, and makes sure that it would reach somebody and that what has no edition yet is
 * being translated.
 *
 * @throws invalid for a list that the account may not see, not-entitled for one that it may not (or no longer) send to,
 *   edition-missing, empty-target; each with its pointer
 */
export async function resolveTargets(tx: Tx, asked: Asked): Promise<ResolvedTarget[]> {
  const { approved, at, targets, mayPend } = asked
  const { accountId } = approved.release
  if (targets.length === 0) throw invalidField('/targets', 'too_small', 'is empty: name at least one language and outlet list')
  const names = await nameLists(tx, asked)
  const resolved = targets.map((target, index) => resolve(target, index, names, { editions: approved.editions, mayPend }))
  await requireOrdered(tx, approved, resolved)
  for (const [index, target] of resolved.entries()) {
    await requireSomebody(tx, { ...target, accountId, at, targets: resolved }, index)
  }
  return resolved
}

/** The names of the lists of targets, each of which the account may send to. */
async function nameLists(tx: Tx, { targets, approved }: Asked): Promise<Map<string, string>> {
  const account = await tx.account.findUniqueOrThrow({ where: { id: approved.release.accountId } })
  const named = approved.revision.content.targets
  const wanted = targets.map(({ outletListId }) => outletListId)
  const usable = await findUsableLists(tx, account, wanted)
  const known = (await findVisibleLists(tx, account, wanted)).union(new Set(named.map(({ outletListId }) => outletListId)))
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
  { editions, mayPend }: Pick<SavedVersion, 'editions'> & Pick<Asked, 'mayPend'>,
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
  if (!edition && !mayPend) {
    const detail = `There is no edition in ${target.language}. Add one, or leave the target out; where its translation is ordered, \`pendingEditions\` lets it come later.`
    throw new Problem('edition-missing', detail, { errors: [{ pointer: `/targets/${index}/language`, code: 'missing', detail }] })
  }
  return { ...target, outletListName, editionId: edition?.id ?? null }
}

/** Somebody must be at work on an edition that a target waits for. */
async function requireOrdered(tx: Tx, approved: SavedVersion, targets: ResolvedTarget[]): Promise<void> {
  const ordered = await findOrderedLanguages(tx, approved)
  for (const [index, { language, editionId }] of targets.entries()) {
    if (editionId !== null || ordered.has(language)) continue
    const detail = `There is no edition in ${language}, and no translation into it is under way. Order one, or leave the target out.`
    throw new Problem('edition-missing', detail, {
      errors: [{ pointer: `/targets/${index}/language`, code: 'missing', detail }],
    })
  }
}

type NamedTarget = ReachTarget & Pick<ResolvedTarget, 'outletListName' | 'language'>

async function requireSomebody(tx: Tx, target: NamedTarget, index: number): Promise<void> {
  const [row] = await tx.$queryRaw<{ any: boolean }[]>`
    SELECT EXISTS (SELECT FROM (${await reached(tx, target)}) r WHERE r.endpoint_id IS NOT NULL AND r.left_out IS NULL) AS any`
  if (row?.any) return
  const detail = `«${target.outletListName}» would reach nobody in ${target.language}. GET /v1/outlet-lists/${target.outletListId}/preview?language=${target.language} tells why.`
  throw new Problem('empty-target', detail, { errors: [{ pointer: `/targets/${index}`, code: 'empty', detail }] })
}
