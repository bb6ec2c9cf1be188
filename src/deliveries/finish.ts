import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'

/**
 * A publication is `released` once every list is expanded and everything on it was tried: what still retries is past its
 * first attempt.
 *
 * @param publicationId null looks at all of them
 */
export async function finishPublications({ tx, clock }: { tx: Tx; clock: Clock }, publicationId: string | null): Promise<void> {
  const now = clock.now()
  const finished = await tx.$queryRaw<{ id: string; releaseId: string; accountId: string }[]>`
    UPDATE publications p SET state = 'released', released_at = ${now}, updated_at = ${now}
    WHERE p.state = 'releasing' AND (${publicationId}::uuid IS NULL OR p.id = ${publicationId}::uuid)
      AND NOT EXISTS (SELECT FROM dispatches d WHERE d.publication_id = p.id AND d.state IN ('pending', 'waiting'))
      AND NOT EXISTS (SELECT FROM tallies t WHERE t.publication_id = p.id AND t.pending + t.sending > 0)
    RETURNING p.id, p.release_id AS "releaseId", p.account_id AS "accountId"`
  for (const { id, releaseId, accountId } of finished) {
    const subject = { type: 'publication', id }
    await recordEvent({ tx, clock }, undefined, { kind: 'publication.released', subject, accountId, releaseId })
    await signal(tx, id)
  }
}

/**
 * Looks whether a batch was the last of its publication. Beside the transactions that record, since each of two sees the other's
 * counts only once they are committed; sweep looks, too.
 */
export async function finishAfterBatch(
  { db, fast, clock }: Pick<AppDeps, 'db' | 'fast' | 'clock'>,
  publicationId: string,
): Promise<void> {
  const [last] = await fast.ask(isTried(publicationId))
  if (last) await db.$transaction((tx) => finishPublications({ tx, clock }, publicationId))
}

function isTried(publicationId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT p.id FROM publications p WHERE p.id = ${publicationId}::uuid AND p.state = 'releasing'
      AND NOT EXISTS (SELECT FROM tallies t WHERE t.publication_id = p.id AND t.pending + t.sending > 0)`
}
