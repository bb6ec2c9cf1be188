import { z } from 'zod'
import { principalScope } from '../accounts/scope.ts'
import type { AnyDb, Prisma, Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound, Problem } from '../problem.ts'
import { RevisionContent } from './content.ts'

/** What a version may be. */
export const VersionKind = z.enum(['original', 'update', 'correction', 'kill'])

/** Where a version stands in review. */
export const VersionState = z.enum(['draft', 'submitted', 'returned', 'on-hold', 'declined', 'approved'])

export type VersionState = z.infer<typeof VersionState>

/** A version as it stands: its newest revision with all editions in their order, and its newest publication. */
export type SavedVersion = {
  release: Prisma.ReleaseModel
  version: Prisma.VersionModel
  revision: Omit<Prisma.RevisionModel, 'content'> & { content: RevisionContent }
  editions: Prisma.EditionModel[]
  publication: Prisma.PublicationModel | undefined
  /** what editors have accepted of the release, in whichever version */
  accepted: Prisma.AcceptedWarningModel[]
  /** language → what sanitising took out of its body, as selectors; only where the revision was just saved */
  removed?: Map<string, string[]>
}

/**
 * Reads a version of a release that the principal may see.
 *
 * @param number which one; left out: the latest
 * @throws not-found, also for another account's
 */
export async function getVersion(
  { db }: { db: AnyDb },
  principal: Principal,
  releaseId: string,
  number?: number,
): Promise<SavedVersion> {
  const row = await db.version.findFirst({
    where: { releaseId, release: principalScope(principal), ...(number !== undefined && { number }) },
    orderBy: { number: 'desc' },
    include: {
      release: { include: { acceptedWarnings: true } },
      revisions: { orderBy: { number: 'desc' }, take: 1, include: { editions: { orderBy: { position: 'asc' } } } },
    },
  })
  if (!row) throw notFound('release')
  // On its own: Prisma asks for all that is included at once, and a transaction has one connection, which takes no third query.
  const publication = await db.publication.findFirst({ where: { versionId: row.id }, orderBy: { id: 'desc' } })
  const { release: found, revisions, ...version } = row
  const { acceptedWarnings: accepted, ...release } = found
  const [saved] = revisions
  if (!saved) throw new Error(`Version ${version.id} has no revision`)
  const { editions, ...revision } = saved
  const content = RevisionContent.parse(revision.content)
  return { release, version, revision: { ...revision, content }, editions, publication: publication ?? undefined, accepted }
}

/**
 * Reads a version as getVersion does and keeps it as it is until the transaction ends: whoever else wants to change it
 * waits, and then sees what became of it.
 */
export async function getVersionForUpdate(
  { tx }: { tx: Tx },
  principal: Principal,
  releaseId: string,
  number?: number,
): Promise<SavedVersion> {
  await lockRelease(tx, releaseId)
  const row = await tx.version.findFirst({
    where: { releaseId, release: principalScope(principal), ...(number !== undefined && { number }) },
    orderBy: { number: 'desc' },
    select: { id: true, number: true },
  })
  if (!row) throw notFound('release')
  await lockVersion(tx, row.id)
  return getVersion({ db: tx }, principal, releaseId, row.number)
}

/**
 * Locks a release's row until the transaction ends: its versions are made, changed and published one at a time. Lock a release before
 * its versions, never after.
 */
export async function lockRelease(tx: Tx, releaseId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM releases WHERE id = ${releaseId}::uuid FOR NO KEY UPDATE`
}

/** Locks a version's row until the transaction ends. Lock a version before its publications, never after. */
export async function lockVersion(tx: Tx, versionId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM versions WHERE id = ${versionId}::uuid FOR UPDATE`
}

/**
 * Ends all change of a version: it is being published.
 *
 * @throws wrong-state when it was frozen before
 */
export async function freezeVersion(tx: Tx, versionId: string, now: Date): Promise<void> {
  const { count } = await tx.version.updateMany({ where: { id: versionId, frozenAt: null }, data: { frozenAt: now } })
  if (count === 0)
    throw new Problem('wrong-state', 'This version was published before. To change what it says, make a new version.')
}
