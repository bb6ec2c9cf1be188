import type { AnyDb } from '../db/client.ts'

/** A translation that this worker has, until the lease ends. */
export type Lease = { id: string; generation: number }

const leaseSeconds = 60

/** Well before the lease ends, twice over. */
export const keepEveryMs = 20_000

/**
 * Takes a translation that a provider is to draft, the one that has waited longest. Whoever looks at the same time takes another.
 *
 * @param now until which its hour must have come
 * @param providers those that can be asked
 * @returns undefined where there is none
 */
export async function takeTranslation(db: AnyDb, now: Date, providers: readonly string[]): Promise<Lease | undefined> {
  const [lease] = await db.$queryRaw<Lease[]>`
    UPDATE translations SET generation = generation + 1, lease_expires_at = now() + make_interval(secs => ${leaseSeconds})
    WHERE id = (
      SELECT id FROM translations
      WHERE state = 'requested' AND next_try_at <= ${now} AND provider = ANY(${providers})
        AND (lease_expires_at IS NULL OR lease_expires_at < now())
      ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
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
