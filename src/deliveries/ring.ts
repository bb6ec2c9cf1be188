import { findChannel } from '../channels/list.ts'
import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { isBatchHeld } from '../holds/held.ts'

/** The capacities that batches travel on. None waits for another: mail is not kept by machines, nor an urgent release by either. */
export const capacities = ['machine', 'mail', 'urgent'] as const

/** One of them; also the name of the job that rings there. */
export type Capacity = (typeof capacities)[number]

/** A batch that is ready, with what says where it travels. `generation` tells one ringing from the next. */
export type ReadyBatch = { id: string; generation: number; channel: string; urgency: number }

/** Urgencies of IPTC's scale that travel on their own capacity: 1 and 2, of nine. */
const urgentUpTo = 2

/** Whether a release is as urgent as that. */
export function isUrgent({ urgency }: { urgency: number }): boolean {
  return urgency <= urgentUpTo
}

/** Where a batch travels. A channel that this version does not know counts as a machine. */
export function capacityOf({ channel, urgency }: Pick<ReadyBatch, 'channel' | 'urgency'>): Capacity {
  return isUrgent({ urgency }) ? 'urgent' : (findChannel(channel)?.class ?? 'machine')
}

/** Rings for batches, each on its capacity, in the order given and the more urgent first. */
export async function ringFor({ queue }: Pick<AppDeps, 'queue'>, batches: ReadyBatch[]): Promise<void> {
  const groups = Map.groupBy(batches, capacityOf)
  await Promise.all(
    [...groups].map(([capacity, group]) =>
      queue.ring(
        capacity,
        group.map(({ id, generation, urgency }) => ({ id, ring: `g${generation}`, urgency })),
      ),
    ),
  )
}

/** Rings for the batches of publications that are ready, those of the most urgent and earliest first. What is held is not rung for. */
export async function ringBatches(
  { db, clock, queue }: Pick<AppDeps, 'db' | 'clock' | 'queue'>,
  publicationIds: string[],
): Promise<void> {
  if (publicationIds.length === 0) return
  const batches = await db.$queryRaw<ReadyBatch[]>`
    WITH rung AS (
      UPDATE batches SET rung_at = ${clock.now()} FROM publications p
      WHERE p.id = ANY(${publicationIds}::uuid[]) AND batches.publication_id = p.id AND batches.state = 'ready'
        AND NOT ${isBatchHeld({ b: Prisma.sql`batches`, p: Prisma.sql`p` })}
      RETURNING batches.id, generation, batches.channel, p.urgency, p.release_at, p.id AS publication_id
    )
    SELECT id, generation, channel, urgency FROM rung ORDER BY urgency, release_at, publication_id, id`
  await ringFor({ queue }, batches)
}
