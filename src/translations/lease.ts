import { type AnyDb, Prisma } from '../db/client.ts'

/** A translation that this worker has, until the lease ends. */
export type Lease = { id: string; generation: number }

const leaseSeconds = 60

/** Well before the lease ends, twice over. */
export const keepEveryMs = 20_000

/**
 * Takes a translation that a provider is to draft. Accounts take turns: the one with the fewest under way, of these the one that had its
 * last turn the longest ago. Of an account what is wanted first, for its own `dueAt` or the hour of its publication; then what was ordered
 * first. Whoever looks at the same time takes another.
 *
 * @param now until which the hour of its next try must have come
 * @param providers those that can be asked
 * @returns undefined where there is none
 */
export async function takeTranslation(db: AnyDb, now: Date, providers: readonly string[]): Promise<Lease | undefined> {
  const waiting = Prisma.sql`one.state = 'requested' AND one.next_try_at <= ${now} AND one.provider = ANY(${providers})`
  const isFree = Prisma.sql`(one.lease_expires_at IS NULL OR one.lease_expires_at < now())`
  // The turns come in their order, and of an account without a free one the next is asked: no more are locked than the one that is taken.
  const [lease] = await db.$queryRaw<Lease[]>`
    UPDATE translations SET generation = generation + 1, taken_at = clock_timestamp(),
      lease_expires_at = now() + make_interval(secs => ${leaseSeconds})
    WHERE id = (
      SELECT first.id FROM (
        SELECT one.account_id FROM translations AS one WHERE ${waiting} GROUP BY one.account_id HAVING bool_or(${isFree})
        ORDER BY count(*) FILTER (WHERE NOT ${isFree}),
          (SELECT max(taken_at) FROM translations AS taken WHERE taken.account_id = one.account_id) NULLS FIRST
      ) AS turn CROSS JOIN LATERAL (
        SELECT one.id FROM translations AS one LEFT JOIN publications AS publication
          ON publication.release_id = one.release_id AND publication.version_number = one.version_number
          AND publication.state <> 'canceled'
        WHERE one.account_id = turn.account_id AND ${waiting} AND ${isFree}
        ORDER BY least(one.due_at, publication.release_at), one.id LIMIT 1 FOR UPDATE OF one SKIP LOCKED
      ) AS first LIMIT 1
    )
    RETURNING id, generation`
  return lease
}

/** @returns whether it is still this worker's: a person may have drafted it, or somebody canceled it */
export async function keepLease(db: AnyDb, { id, generation }: Lease): Promise<boolean> {
  const kept = await db.$executeRaw`
    UPDATE translations SET lease_expires_at = now() + make_interval(secs => ${leaseSeconds})
    WHERE id = ${id}::uuid AND generation = ${generation} AND state = 'requested'`
  return kept === 1
}

/** Gives it back at once, for another worker to take. */
export async function endLease(db: AnyDb, { id, generation }: Lease): Promise<void> {
  await db.$executeRaw`UPDATE translations SET lease_expires_at = NULL WHERE id = ${id}::uuid AND generation = ${generation}`
}
