import { setTimeout as sleep } from 'node:timers/promises'
import { findChannel } from '../channels/list.ts'
import { type Db, Prisma } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import type { AppDeps } from '../deps.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { isBatchHeld } from '../holds/held.ts'
import type { Going } from './going.ts'
import { type ArmedLease, armAheadMs } from './lease.ts'
import { type ReadyBatch, ringBatches } from './ring.ts'
import { startPublications } from './start-publications.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** Batches whose hour is seconds away, to be armed: the earliest first, the most urgent of them first. */
export async function findArmable({ db, clock }: Pick<AppDeps, 'db' | 'clock'>, limit: number): Promise<ReadyBatch[]> {
  const soon = new Date(clock.now().getTime() + armAheadMs)
  return db.$queryRaw<ReadyBatch[]>`
    SELECT b.id, b.generation, b.channel, p.urgency FROM batches b JOIN publications p ON p.id = b.publication_id
    WHERE b.state = 'ready' AND p.state = 'scheduled' AND p.release_at <= ${soon}
      AND NOT ${isBatchHeld({ b: Prisma.sql`b`, p: Prisma.sql`p` })}
    ORDER BY p.release_at, p.urgency, p.id, b.id LIMIT ${limit}`
}

/** How many far sides a batch warms up, and how many of them at once. */
const warmed = 250
const warmAtOnce = 25

/**
 * Renders what a batch will need and connects to its far sides ahead of the hour, without a byte of what is to come. Never fails:
 * cold is no harm.
 *
 * @param plan has the statements of the hand-over planned
 */
export async function warm(
  { db, log, senders }: WorkerDeps,
  { going, lease, plan }: { going: Going; lease: ArmedLease; plan: () => Promise<unknown> },
): Promise<void> {
  try {
    const rows = await db.$queryRaw<{ channel: string; format: string; settings: unknown }[]>`
      SELECT DISTINCT ON (e.host, d.format) d.channel, d.format, e.settings FROM deliveries d JOIN endpoints e ON e.id = d.endpoint_id
      JOIN publications p ON p.id = d.publication_id AND NOT p.test
      WHERE d.publication_id = ${lease.publicationId}::uuid AND d.batch_id = ${lease.batchId}::uuid AND d.state = 'pending'
      ORDER BY e.host, d.format LIMIT ${warmed}`
    for (const { channel, format } of rows) {
      const known = findChannel(channel)
      // Whichever number: what is kept has a place for it.
      const sequence = known?.class === 'machine' ? 0 : null
      for (const rendered of known?.renders(format) ?? []) going.render(rendered, sequence)
    }
    await plan()
    for (let from = 0; from < rows.length; from += warmAtOnce) {
      const some = rows.slice(from, from + warmAtOnce)
      await Promise.all(some.map(({ channel, settings }) => senders[channel]?.warm?.(settings)))
    }
  } catch (error) {
    log.warn({ err: error, batchId: lease.batchId }, 'connections could not be warmed')
  }
}

/**
 * Waits for the hour of an armed batch and opens the gate.
 *
 * @param atLast what is done in the last tenth of a second before it, so that nothing is left to do but to send
 * @returns whether it is open; false where the publication was changed, canceled or held meanwhile, or the worker is to stop
 */
export async function openOnTime(
  deps: WorkerDeps,
  { going, lease, atLast }: { going: Going; lease: ArmedLease; atLast: () => Promise<void> },
): Promise<boolean> {
  const { publicationId, revision, releaseAt } = lease
  const clocks = watchClocks(deps.clock)
  const leftMs = () => releaseAt.getTime() - clocks.earlier().getTime()
  let isReady = false
  while (leftMs() > 0) {
    if (deps.stopping.aborted || !clocks.agree()) return false
    // Far off it listens for changes; the last stretch is what is done at last, a timer and nothing else.
    if (leftMs() > listenUntilMs) {
      await deps.signals.wait(publicationId, Math.min(250, leftMs() - listenUntilMs), deps.stopping)
      await going.refresh()
      if (going.revision() !== revision) return false
    } else if (isReady) await sleep(leftMs())
    else {
      isReady = true
      await atLast()
    }
  }
  return (await openOnce(deps, going, { publicationId, revision })) && isStillMine(deps, lease)
}

/** Asked once the gate is open: a batch that was taken back before has others, and nothing would tell their attempts from ours. */
async function isStillMine({ fast }: WorkerDeps, { batchId, generation }: ArmedLease): Promise<boolean> {
  const rows = await fast.ask(Prisma.sql`
    SELECT FROM batches WHERE id = ${batchId}::uuid AND state = 'leased' AND generation = ${generation}`)
  return rows.length === 1
}

const listenUntilMs = 100

// All batches of a process open one gate with one update.
const gates = new WeakMap<Db, Map<string, Promise<Publication>>>()

/** The first hand-overs come before the next batches, and what is armed keeps a worker busy for longer. */
const ringAfterMs = 100

function ring(deps: WorkerDeps, started: string[]): Promise<void> {
  return ringBatches(deps, started).catch((error: unknown) => deps.log.warn({ err: error }, 'not rung; sweep will'))
}

async function openOnce(deps: WorkerDeps, going: Going, armed: { publicationId: string; revision: number }): Promise<boolean> {
  const opening = gates.get(deps.db) ?? new Map<string, Promise<Publication>>()
  gates.set(deps.db, opening)
  const key = `${armed.publicationId} ${armed.revision}`
  const open =
    opening.get(key) ??
    startPublications(deps, armed)
      .then(([started]) => {
        // Another worker was faster.
        if (!started) return going.refresh()
        // What nobody has armed is rung for, after what is armed.
        setTimeout(() => void ring(deps, [started.id]), ringAfterMs)
        return going.start(started)
      })
      .finally(() => opening.delete(key))
  opening.set(key, open)
  going.take(await open)
  return going.revision() === armed.revision && going.mayHandOver()
}
