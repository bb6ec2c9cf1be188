import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { cancelLock } from './canceled.ts'
import type { Lease } from './lease.ts'

/**
 * Puts what is not claimed of a leased batch into a batch of its own, ready for whoever comes next: a worker that is told to stop
 * finishes what it has begun, and nobody waits for that.
 */
export async function releaseRest({ fast, clock }: Pick<AppDeps, 'fast' | 'clock'>, lease: Lease): Promise<void> {
  const { batchId, publicationId, generation } = lease
  const locks = { shared: [cancelLock(publicationId)], batchId }
  const splitting = Prisma.sql`
    WITH mine AS MATERIALIZED (
      SELECT b.*, uuidv7() AS rest_id FROM batches b WHERE b.id = ${batchId}::uuid AND b.state = 'leased' AND b.generation = ${generation}
    ), moved AS (
      UPDATE deliveries d SET batch_id = mine.rest_id, updated_at = ${clock.now()} FROM mine
      WHERE d.publication_id = ${publicationId}::uuid AND d.batch_id = ${batchId}::uuid AND d.state = 'pending' AND d.position >= mine.claimed_to
      RETURNING d.id
    )
    INSERT INTO batches (id, publication_id, dispatch_id, channel, state, created_at)
    SELECT rest_id, publication_id, dispatch_id, channel, 'ready', created_at FROM mine WHERE EXISTS (SELECT FROM moved)`
  await fast.transaction(({ ask }) => ask(splitting), locks)
}
