import type { Db } from '../../src/db/client.ts'

/** Lets every lease run out, as time would. */
export async function endLeases(db: Db): Promise<void> {
  await db.$executeRaw`UPDATE batches SET lease_expires_at = clock_timestamp() - interval '1 ms' WHERE state = 'leased'`
}
