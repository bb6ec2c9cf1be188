import type { AnyDb, Tx } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import { invalidField, Problem } from '../problem.ts'
import type { SavedVersion } from '../releases/version.ts'
import type { Hours } from './hours.ts'
import type { PlannedTarget } from './targets.ts'

/**
 * Refuses to publish a version where a later one is published: old would follow new, and a killed release stays killed.
 *
 * @throws wrong-state
 */
export async function requireNewest(tx: Tx, { version }: SavedVersion): Promise<void> {
  const { releaseId, number } = version
  const later = await tx.version.findFirst({ where: { releaseId, number: { gt: number }, frozenAt: { not: null } } })
  if (!later) return
  throw new Problem('wrong-state', `Version ${later.number} (${later.kind}) is published: an earlier one does not follow it.`)
}

/**
 * Refuses hours under which the story would be public before the embargo of an earlier version ends.
 *
 * @throws invalid
 */
export async function requireEmbargoKept(tx: Tx, { version }: SavedVersion, { releaseAt, embargoUntil }: Hours): Promise<void> {
  const earlier = await findEmbargo(tx, version)
  if (!earlier || earlier <= (embargoUntil ?? releaseAt)) return
  const detail = `an earlier version is under embargo until ${earlier.toISOString()}: give that instant, or a later one`
  throw invalidField('/embargoUntil', 'order', detail)
}

/** The latest instant until which an earlier version is under embargo, null where none is. */
export async function findEmbargo(tx: Tx, { releaseId, number }: SavedVersion['version']): Promise<Date | null> {
  const { _max } = await tx.publication.aggregate({
    where: { releaseId, versionNumber: { lt: number }, startedAt: { not: null } },
    _max: { embargoUntil: true },
  })
  return _max.embargoUntil
}

/**
 * A target without a list in each language in which an earlier version went out: whoever was sent one gets this one too.
 *
 * @throws edition-missing, naming the languages in which the version says nothing
 */
export async function findEarlierTargets(tx: Tx, { version, editions }: SavedVersion): Promise<PlannedTarget[]> {
  const { releaseId, number } = version
  const rows = await tx.dispatch.findMany({
    where: {
      state: { in: ['waiting', 'expanded'] },
      publication: { releaseId, versionNumber: { lt: number }, startedAt: { not: null } },
    },
    distinct: ['language'],
    orderBy: [{ language: 'asc' }],
    select: { language: true },
  })
  const missing = rows.filter(({ language }) => !editions.some((edition) => edition.language === language))
  if (missing.length > 0) {
    const languages = missing.map(({ language }) => language).join(', ')
    const detail = `An earlier version went out in ${languages}, and version ${number} says nothing in it. Recall it, and add what is missing.`
    throw new Problem('edition-missing', detail)
  }
  return editions
    .filter((edition) => rows.some(({ language }) => language === edition.language))
    .map(({ id, language }) => ({
      language,
      outletListId: null,
      outletListName: 'Sent earlier versions',
      excludeOutletIds: [],
      editionId: id,
    }))
}

/** The dispatches of earlier versions, on their way, that are to be expanded before this one, in their order. */
export async function findUnexpandedEarlier(db: AnyDb, dispatchId: string): Promise<{ id: string }[]> {
  return db.$queryRaw<{ id: string }[]>`
    SELECT w.id FROM dispatches x JOIN publications n ON n.id = x.publication_id
    JOIN publications e ON e.release_id = n.release_id AND e.version_number < n.version_number AND e.started_at IS NOT NULL
    JOIN dispatches w ON w.publication_id = e.id AND w.state = 'waiting'
    WHERE x.id = ${dispatchId}::uuid AND x.state = 'waiting' AND n.version_number > 1 AND e.state <> 'canceled'
    ORDER BY e.version_number, w.position`
}

/** Whether another worker is still at an earlier version: then this one waits for the next sweep. */
export async function hasUnexpandedEarlier(tx: Tx, { releaseId, versionNumber }: Publication): Promise<boolean> {
  if (versionNumber === 1) return false
  const earlier = { releaseId, versionNumber: { lt: versionNumber }, startedAt: { not: null }, state: { not: 'canceled' } }
  return (await tx.dispatch.count({ where: { state: 'waiting', publication: earlier } })) > 0
}
