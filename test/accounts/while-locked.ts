import assert from 'node:assert/strict'
import type { Db, Tx } from '../../src/db/client.ts'

/**
 * Makes requests collide for sure: locks something, starts them, and lets go once so many of them wait for a lock.
 *
 * @param lock takes the lock that all of them need to write
 */
export async function whileLocked<Answers>(
  db: Db,
  { lock, waiting, start }: { lock: (tx: Tx) => Promise<unknown>; waiting: number; start: () => Promise<Answers> },
): Promise<Answers> {
  // In an array, so that the transaction ends before they do.
  const [answers] = await db.$transaction(async (tx) => {
    await lock(tx)
    const started = [start()] as const
    await untilWaiting(db, waiting)
    return started
  })
  return answers
}

/** Returns once so many requests wait for a lock. */
export async function untilWaiting(db: Db, wanted: number): Promise<void> {
  for (let look = 0; look < 5000; look++) {
    const rows = await db.$queryRaw<{ waiting: number }[]>`
      SELECT count(*)::int AS waiting FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`
    if (rows[0]?.waiting === wanted) return
  }
  assert.fail(`never ${wanted} at once`)
}
