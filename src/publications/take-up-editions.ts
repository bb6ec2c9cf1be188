import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'

/**
 * Gives targets the editions that they were waiting for, where their translation has been delivered since: they are expanded as any other
 * then. What waits to be expanded follows to the new revision, so that what leaves from now on names all languages that there are.
 *
 * @param id of a publication that is locked, with its version
 */
export async function takeUpEditions({ tx, clock }: { tx: Tx; clock: Clock }, id: string): Promise<void> {
  const { accountId, releaseId, versionId } = await tx.publication.findUniqueOrThrow({ where: { id } })
  const newest = await tx.revision.findFirstOrThrow({ where: { versionId }, orderBy: { number: 'desc' }, select: { id: true } })
  const taken = await tx.$queryRaw<{ language: string; before: string }[]>`
    UPDATE dispatches d SET edition_id = e.id, state = 'waiting' FROM editions e
    WHERE d.publication_id = ${id}::uuid AND d.state IN ('pending', 'waiting') AND e.revision_id = ${newest.id}::uuid AND e.language = d.language
    RETURNING d.language, old.state AS before`
  const languages = [...new Set(taken.filter(({ before }) => before === 'pending').map(({ language }) => language))].sort()
  if (languages.length === 0) return
  // Another revision of the publication, too: what workers know of its targets is of the one before.
  const data = { revisionId: newest.id, updatedAt: clock.now(), revision: { increment: 1 } }
  await tx.publication.update({ where: { id }, data })
  await recordEvent({ tx, clock }, undefined, {
    kind: 'publication.editions-arrived',
    subject: { type: 'publication', id },
    accountId,
    releaseId,
    data: { languages },
  })
}
