import type { Db } from '../db/client.ts'

const batches = new WeakMap<Db, Set<string>>()

/**
 * The batches that this process is at work on, as it knows without asking. A connection that breaks takes its sign of life away; what it
 * has sent by then it still records, and is the last who should take itself for dead.
 */
export function ownBatches(db: Db): Set<string> {
  const own = batches.get(db) ?? new Set()
  batches.set(db, own)
  return own
}
