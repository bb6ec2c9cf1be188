import { type AnyDb, Prisma } from '../db/client.ts'
import { isExcluded } from './is-excluded.ts'
import { findAmong, findBeside } from './nearer.ts'
import type { AskedTarget, ReachTarget } from './reach.ts'
import { rankOf } from './reads.ts'
import { isAmong, languages, nameOf } from './standing.ts'
import type { Owner } from './subject.ts'

/** Another target of the same publication, in another language: an endpoint that gets one edition only may prefer it. */
export type Rival = AskedTarget & {
  /** whether it wins where both are wanted alike (`zh-Hans` and `zh-Hant` by an endpoint for `zh`): it is asked for before */
  earlier: boolean
}

/** The rivals of a target among all that its publication asks for; none where no endpoint cares. */
export async function findRivals(db: AnyDb, { language, targets = [] }: ReachTarget): Promise<Rival[]> {
  if (targets.every((target) => target.language === language)) return []
  const [row] = await db.$queryRaw<{ any: boolean }[]>`
    SELECT EXISTS (SELECT FROM endpoints WHERE editions = 'first' AND archived_at IS NULL) AS any`
  if (!row?.any) return []
  const order = [...new Set(targets.map((target) => target.language))]
  return targets
    .filter((target) => language !== null && target.language !== language)
    .map((target) => ({ ...target, earlier: order.indexOf(target.language) < order.indexOf(language ?? '') }))
}

type Among = { rivals: readonly Rival[]; kind: Owner['type']; listIds: readonly string[] }

/**
 * Whether an endpoint that gets only the edition in the first of its languages gets another than this: a condition in SQL on a
 * row of `ownersWithEndpoints`.
 *
 * @param listIds the lists of the rivals, in the order of the `elsewhere` standings
 */
export function preferredElsewhere(target: ReachTarget, { rivals, kind, listIds }: Among): Prisma.Sql {
  const { language } = target
  if (language === null || rivals.length === 0) return Prisma.sql`false`
  const standsOn = (id: string) => isAmong('elsewhere', listIds, id)
  const [among, beside] = [findAmong(target), findBeside(target, { others: rivals, kind, standsOn })]
  const rank = (tag: string) => rankOf(languages, tag, among, beside)
  const wins = rivals.map(({ language: other, outletListId, excludeOutletIds, earlier }) => {
    const before = Prisma.raw(earlier ? '<=' : '<')
    const elsewhere = nameOf('elsewhere', listIds, outletListId)
    return Prisma.sql`(${rank(other)} ${before} ${rank(language)} AND NOT ${isExcluded(excludeOutletIds, kind)}
      AND EXISTS (SELECT FROM ${elsewhere} AS elsewhere WHERE elsewhere.key = endpoint.id))`
  })
  return Prisma.sql`(endpoint.editions = 'first' AND (${Prisma.join(wins, ' OR ')}))`
}
