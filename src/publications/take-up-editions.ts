import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'

/**
 * Gives targets the editions that they were waiting for, where their translation has been delivered since: sweep then expands them as it
 * does any other.
 */
export async function takeUpEditions({ db, clock }: Pick<AppDeps, 'db' | 'clock'>): Promise<void> {
  const arrived = await db.$queryRaw<{ id: string; revisionId: string }[]>`
    SELECT DISTINCT p.id, r.id AS "revisionId" FROM dispatches d JOIN publications p ON p.id = d.publication_id AND p.state <> 'canceled'
    JOIN versions v ON v.id = p.version_id JOIN revisions r ON r.version_id = v.id AND r.number = v.revision_number
    JOIN editions e ON e.revision_id = r.id AND e.language = d.language
    WHERE d.state = 'pending' ORDER BY p.id`
  for (const publication of arrived) await db.$transaction((tx) => takeUp({ tx, clock }, publication))
}

type Arrived = { id: string; revisionId: string }

async function takeUp({ tx, clock }: { tx: Tx; clock: Clock }, { id, revisionId }: Arrived): Promise<void> {
  // As for an expansion: the targets of a publication take turns.
  await tx.$executeRaw`SELECT FROM publications WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  const { accountId, releaseId, state } = await tx.publication.findUniqueOrThrow({ where: { id } })
  if (state === 'canceled') return
  // Targets that wait to be expanded follow: what leaves from now on names all languages that there are.
  const taken = await tx.$queryRaw<{ language: string; before: string }[]>`
    UPDATE dispatches d SET edition_id = e.id, state = 'waiting' FROM editions e
    WHERE d.publication_id = ${id}::uuid AND d.state IN ('pending', 'waiting') AND e.revision_id = ${revisionId}::uuid AND e.language = d.language
    RETURNING d.language, old.state AS before`
  const languages = [...new Set(taken.filter(({ before }) => before === 'pending').map(({ language }) => language))].sort()
  if (languages.length === 0) return
  await tx.publication.update({ where: { id }, data: { revisionId, updatedAt: clock.now() } })
  const subject = { type: 'publication', id }
  await recordEvent({ tx, clock }, undefined, {
    kind: 'publication.editions-arrived',
    subject,
    accountId,
    releaseId,
    data: { languages },
  })
  await signal(tx, id)
}
