import { type AnyDb, Prisma } from '../db/client.ts'
import { isExcluded } from './is-excluded.ts'
import { loadLists } from './load-lists.ts'
import type { AskedTarget, ReachTarget } from './reach.ts'
import { type Beside, isNarrower } from './reads.ts'
import { isAmong, languages, standings, standsToo } from './standing.ts'
import type { Owner } from './subject.ts'

/**
 * The languages of a publication that go to everybody on the list of a target who is not excluded there: a nearer one among them leaves
 * the target's own to nobody who reads it.
 */
export function findAmong({ outletListId, excludeOutletIds, targets = [] }: ReachTarget): string[] {
  return targets
    .filter(
      (target) => target.outletListId === outletListId && target.excludeOutletIds.every((id) => excludeOutletIds.includes(id)),
    )
    .map(({ language }) => language)
}

/** The targets of a publication in a narrower language than this one's, that not everybody on its list gets. Most have none. */
export function findNearer(target: ReachTarget): AskedTarget[] {
  const { language, targets = [] } = target
  const narrower = targets.filter((other) => language !== null && isNarrower(other.language, language))
  const among = narrower.length === 0 ? [] : findAmong(target)
  return narrower.filter((other) => !among.includes(other.language))
}

type Others = { others: readonly AskedTarget[]; kind: Owner['type']; standsOn: (outletListId: string) => Prisma.Sql }

/**
 * The languages of other targets, and who on the list of this one gets each: who stands on the list of such a target and is not excluded
 * there; a condition in SQL on a row of `ownersWithEndpoints`.
 *
 * @param standsOn whether a row stands on a list; never asked for this one's own
 */
export function findBeside(target: ReachTarget, { others, kind, standsOn }: Others): Beside[] {
  const among = others.length === 0 ? [] : findAmong(target)
  const byLanguage = Map.groupBy(
    others.filter(({ language }) => !among.includes(language)),
    ({ language }) => language,
  )
  return [...byLanguage].map(([language, ofIt]) => {
    const ways = ofIt.map(({ outletListId, excludeOutletIds }) => {
      const stands = outletListId === target.outletListId ? Prisma.sql`true` : standsOn(outletListId)
      return Prisma.sql`(${stands} AND NOT ${isExcluded(excludeOutletIds, kind)})`
    })
    return { language, gets: Prisma.sql`(${Prisma.join(ways, ' OR ')})` }
  })
}

/**
 * What tells who stands on the lists of nearer targets. One that is not made of others is asked for right on the row; the others are
 * expressions for a WITH clause, and hold only who reads what is narrower than the language.
 */
export async function openNearer(db: AnyDb, target: ReachTarget, nearer: readonly AskedTarget[]) {
  const ids = [...new Set(nearer.map(({ outletListId }) => outletListId))].filter((id) => id !== target.outletListId)
  const recipes = await loadLists(db, ids)
  const composed = await loadLists(
    db,
    ids.filter((id) => (recipes.get(id)?.parts.length ?? 0) > 0),
  )
  const standsOn = (kind: Owner['type']) => (outletListId: string) => {
    const list = recipes.get(outletListId)
    if (composed.has(outletListId)) return isAmong('nearer', [...composed.keys()], outletListId)
    return list ? standsToo(list, kind) : Prisma.sql`false`
  }
  const reader = Prisma.sql`array_to_string(${languages}, ' ') ~ ${`(^| )${target.language}-`}`
  return { standings: standings(composed, 'nearer', reader), standsOn }
}
