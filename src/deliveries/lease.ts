import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { isBatchHeld } from '../holds/held.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'workerName'>

/** How long a batch is a worker's own without a sign of life. */
export const leaseMs = 20_000

/** How often a worker gives that sign: misses several before the lease is lost. */
export const heartbeatMs = 2_000

/** A batch that is this worker's until the lease runs out. */
export type Lease = { batchId: string; generation: number; publicationId: string; dispatchId: string }

/**
 * Takes a batch, if nobody has it, its publication is going out and nothing holds it.
 *
 * @returns undefined when there is nothing to do: a job may ring twice, or for what is done
 */
export async function leaseBatch({ db, clock, workerName }: Deps, batchId: string): Promise<Lease | undefined> {
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + leaseMs)
  const [lease] = await db.$queryRaw<Lease[]>`
    UPDATE batches SET state = 'leased', generation = generation + 1, leased_by = ${workerName}, lease_expires_at = ${expiresAt}
    FROM publications p
    WHERE batches.id = ${batchId}::uuid AND batches.state = 'ready' AND p.id = batches.publication_id
      AND p.state IN ('releasing', 'released') AND p.release_at <= ${now}
      AND NOT ${isBatchHeld({ b: Prisma.sql`batches`, p: Prisma.sql`p` })}
    RETURNING batches.id AS "batchId", generation, publication_id AS "publicationId", dispatch_id AS "dispatchId"`
  return lease
}

/**
 * Keeps a batch.
 *
 * @returns false when another worker has the batch by now
 */
export async function renewLease({ db, clock }: Deps, { batchId, generation }: Lease): Promise<boolean> {
  const expiresAt = new Date(clock.now().getTime() + leaseMs)
  const renewed = await db.$executeRaw`
    UPDATE batches SET lease_expires_at = ${expiresAt}
    WHERE id = ${batchId}::uuid AND state = 'leased' AND generation = ${generation}`
  return renewed === 1
}

/**
 * Gives a batch up: `done` when nothing of it is left to send, else `ready` for whoever comes next. One with an attempt that is
 * not recorded is kept until the lease runs out, and then reclaimed.
 */
export async function endLease({ db }: Deps, { batchId, generation, publicationId }: Lease): Promise<void> {
  await db.$executeRaw`
    UPDATE batches SET leased_by = NULL, lease_expires_at = NULL, rung_at = NULL,
      state = CASE WHEN EXISTS (
        SELECT FROM deliveries d WHERE d.batch_id = batches.id AND d.publication_id = ${publicationId}::uuid AND d.state = 'pending'
      ) THEN 'ready' ELSE 'done' END
    WHERE id = ${batchId}::uuid AND state = 'leased' AND generation = ${generation}
      AND NOT EXISTS (
        SELECT FROM deliveries d WHERE d.batch_id = batches.id AND d.publication_id = ${publicationId}::uuid AND d.state = 'sending')`
}
