import type { AppDeps } from '../deps.ts'
import { slugOf } from '../languages/slug.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * What the ledger of a release is called as a file: the slug of the headline that went out last, and the id. A headline that is not public
 * yet names no file: that shows it to everybody who sees the folder.
 *
 * @returns without an ending, such as `acme-opens-a-solar-plant-019a4f2e-…`, or `release-019a4f2e-…` where nothing is public
 */
export async function nameLedger({ db, clock }: Deps, releaseId: string): Promise<string> {
  const now = clock.now()
  const last = await db.publication.findFirst({
    where: { releaseId, startedAt: { not: null }, OR: [{ embargoUntil: null }, { embargoUntil: { lte: now } }] },
    orderBy: [{ versionNumber: 'desc' }, { id: 'desc' }],
    select: { revisionId: true },
  })
  const edition = last && (await db.edition.findFirst({ where: { revisionId: last.revisionId }, orderBy: { position: 'asc' } }))
  const slug = edition ? slugOf(edition.headline, { language: edition.language }) : 'release'
  return `${slug}-${releaseId}`
}
