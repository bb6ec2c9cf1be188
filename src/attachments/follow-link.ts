import type { AppDeps } from '../deps.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { mayHandOver } from '../embargo/gate.ts'
import { notFound, Problem } from '../problem.ts'
import { PartName } from './attachment.ts'
import { endingOf } from './file-types.ts'
import { findPart, type Part } from './find-part.ts'
import { isOurs, type Link } from './link.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault'>

/** What a link says: `name` is the last piece of its path, such as `original.jpg`. */
export type GivenLink = Link & { name: string; signature: string }

/**
 * The file behind a link, as long as whoever has the link may have it: from the hand-over of its publication on, by the same gate as the
 * text, until its end, and no more once the release is killed or its newest version leaves the file out.
 *
 * @throws not-found for a link that is not ours, and before its hour; link-expired; withdrawn
 */
export async function followLink({ db, clock, vault }: Deps, given: GivenLink): Promise<Part> {
  const { id, publication: publicationId, expires, name, signature } = given
  if (!isOurs(vault, given, signature)) throw notFound('file')
  const now = watchClocks(clock).earlier()
  const [row, publication] = await Promise.all([
    db.attachment.findFirst({ where: { id, state: 'ready' } }),
    db.publication.findUnique({ where: { id: publicationId } }),
  ])
  if (!row || !publication || !mayHandOver(publication, now)) throw notFound('file')
  const part = findPart(row, readName(name))
  // The ending is not signed: a link with another one would claim that the file is something else.
  if (!name.endsWith(`.${endingOf(part.contentType)}`)) throw notFound('file')
  await requireStanding({ db }, { id, releaseId: publication.releaseId })
  if (expires * 1000 <= clock.now().getTime()) {
    throw new Problem(
      'link-expired',
      'Links to files are good for a limited time. Take a newer one from the release as you received it last.',
    )
  }
  return part
}

function readName(name: string): PartName {
  const part = PartName.safeParse(name.replace(/\.[a-z]+$/, ''))
  if (!part.success) throw notFound('file')
  return part.data
}

/** What went out last decides: a kill has no files, and a correction may leave one out. */
async function requireStanding({ db }: Pick<Deps, 'db'>, { id, releaseId }: { id: string; releaseId: string }): Promise<void> {
  const newest = await db.publication.findFirst({
    where: {
      releaseId,
      // A kill counts from its publication on.
      OR: [{ startedAt: { not: null } }, { version: { kind: 'kill' }, state: { not: 'canceled' } }],
    },
    orderBy: [{ versionNumber: 'desc' }, { startedAt: 'desc' }],
    select: { revisionId: true },
  })
  const uses = newest ? await db.attachmentUse.count({ where: { attachmentId: id, revisionId: newest.revisionId } }) : 0
  if (uses === 0) throw new Problem('withdrawn', 'This file was withdrawn with a later version of its release. Do not use it.')
}
