import { isDead } from '../db/alive.ts'
import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { isBatchHeld, letGoAt } from '../holds/held.ts'
import type { WorkerDeps } from './worker-deps.ts'

type Deps = Pick<AppDeps, 'fast' | 'clock' | 'workerName'> & Pick<WorkerDeps, 'sign'>

/** How long a batch is a worker's own without a sign of life. */
export const leaseMs = 20_000

/** How often a worker gives that sign: misses several before the lease is lost. */
export const heartbeatMs = 2_000

/** How long before its hour the batches of a publication may be in workers' hands. */
export const armAheadMs = 5_000

/** When a lease that is given now ends, as SQL. By Postgres' own clock: those of machines need not agree. */
export const leaseEnd: Prisma.Sql = Prisma.sql`(clock_timestamp() + ${leaseMs} * interval '1 millisecond')`

/**
 * What is known of an attempt whose worker nobody can ask any more, as SQL for two columns of `attempts`. `started_at`: the latest
 * instant at which it can have begun, the end of the lease or, where that is still to come, now. `detail`: when the worker was last heard of.
 *
 * @param leaseExpiresAt as its batch said it, by Postgres' clock
 * @param now by the clock of this process: both columns are told by that
 */
export function whatIsKnown(leaseExpiresAt: Prisma.Sql, now: Date): Prisma.Sql {
  const over = Prisma.sql`(clock_timestamp() - ${leaseExpiresAt})`
  const heardAt = Prisma.sql`(${now}::timestamptz - ${over} - ${leaseMs} * interval '1 millisecond') AT TIME ZONE 'UTC'`
  return Prisma.sql`${now}::timestamptz - GREATEST(${over}, interval '0'),
    'Its worker was last heard of at ' || to_char(${heardAt}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '.'`
}

/**
 * Whether a batch's worker has lost it, as SQL: dead, or silent for too long.
 *
 * @param own the ids of batches whose worker cannot be dead, since it asks
 */
export function isLost(b: Prisma.Sql, own: string[] = []): Prisma.Sql {
  const isOrphaned = Prisma.sql`${isDead(Prisma.sql`${b}.alive_key`)} AND ${b}.id <> ALL(${own}::uuid[])`
  return Prisma.sql`(${b}.state = 'leased' AND (${b}.lease_expires_at < clock_timestamp() OR ${isOrphaned}))`
}

/** A batch that is this worker's until the lease runs out. */
export type Lease = {
  batchId: string
  generation: number
  publicationId: string
  dispatchId: string
  /** of all its deliveries */
  channel: string
  /** of a test release */
  test: boolean
  /** when its deliveries were to leave: the hour of the publication, the end of the embargo that they waited for, or of the hold */
  hourAt: Date
  /** the publication's, when the lease was given: with everything that may keep it from starting it grows */
  revision: number
  /** the publication's, when the lease was given */
  state: string
  /** the sign of life that it was taken under: it ends with it, too */
  aliveKey: number | null
}

/** A lease of what may not leave yet: the gate opens only at the revision that was armed. */
export type ArmedLease = Lease & { armed: boolean; releaseAt: Date }

/**
 * What a lease says of a publication, as columns in SQL, on `publications p`.
 *
 * @param b a row that has the batch's `dispatch_id` and `channel`
 * @param batchedAt when the batch was made
 */
export function leaseColumns(b: Prisma.Sql, batchedAt: Prisma.Sql): Prisma.Sql {
  const hour = Prisma.sql`CASE WHEN p.embargo_until BETWEEN p.release_at AND ${batchedAt} THEN p.embargo_until ELSE p.release_at END`
  return Prisma.sql`p.test, p.state, p.revision, GREATEST(${hour}, ${letGoAt({ b, p: Prisma.sql`p` }, hour)}) AS "hourAt"`
}

/**
 * Takes a batch, if nobody has it, its publication is going out and nothing holds it.
 *
 * @param arm whether to take one whose hour is still to come, if only by seconds
 * @returns undefined when there is nothing to do: a job may ring twice, or for what is done
 */
export async function leaseBatch(
  { fast, clock, workerName, sign }: Deps,
  batchId: string,
  { arm } = { arm: false },
): Promise<ArmedLease | undefined> {
  const now = watchClocks(clock).earlier()
  // Without a sign of life others take this worker for dead: it begins nothing.
  if (sign && sign.key() === undefined) return undefined
  const aliveKey = sign?.key() ?? null
  const soon = new Date(now.getTime() + (arm ? armAheadMs : 0))
  const [lease] = await fast.ask<ArmedLease>(Prisma.sql`
    UPDATE batches SET state = 'leased', generation = generation + 1, leased_by = ${workerName}, alive_key = ${aliveKey},
      claimed_to = 0, lease_expires_at = ${leaseEnd}
    FROM publications p
    WHERE batches.id = ${batchId}::uuid AND batches.state = 'ready' AND p.id = batches.publication_id
      AND (p.state IN ('releasing', 'released') AND p.release_at <= ${now}
        OR ${arm} AND p.state = 'scheduled' AND p.release_at <= ${soon})
      AND NOT ${isBatchHeld({ b: Prisma.sql`batches`, p: Prisma.sql`p` })}
    RETURNING batches.id AS "batchId", generation, publication_id AS "publicationId", dispatch_id AS "dispatchId", channel,
      ${leaseColumns(Prisma.sql`batches`, Prisma.sql`batches.created_at`)}, alive_key AS "aliveKey", p.state = 'scheduled' AS armed, p.release_at AS "releaseAt"`)
  return lease
}

/**
 * Keeps a batch.
 *
 * @returns false when another worker has the batch by now
 */
export async function renewLease({ db }: Pick<AppDeps, 'db'>, { batchId, generation }: Lease): Promise<boolean> {
  const renewed = await db.$executeRaw`
    UPDATE batches SET lease_expires_at = ${leaseEnd}
    WHERE id = ${batchId}::uuid AND state = 'leased' AND generation = ${generation}`
  return renewed === 1
}
