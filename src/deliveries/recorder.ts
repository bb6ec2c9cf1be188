import { setTimeout } from 'node:timers/promises'
import type { Db } from '../db/client.ts'
import { outcomesWait } from '../metrics/observe.ts'
import type { Attempted } from './attempted.ts'
import type { Lease } from './lease.ts'
import { recordAll } from './record.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** Gathers outcomes and writes them in bulk, those of all batches of the process together. */
export type Recorder = {
  /** Takes an outcome; resolves when there is room for more, since sending waits for recording. Never rejects. */
  add(attempted: Attempted): Promise<void>
  /** Whether outcomes wait that could not be written: nothing new is to be begun. */
  failed(): boolean
  /**
   * Writes what is left of the batch.
   *
   * @throws when it could not be written for five minutes
   */
  close(): Promise<void>
}

/** How many outcomes a process holds that are not recorded, at most: what is begun beyond waits. */
export const maxUnrecorded = 256

const atOnce = 128
// Long enough for a bundle to gather, short enough for people to see it move.
const gatherMs = 20
const tryAgainMs = 250
const giveUpAfterMs = 300_000

type Waiting = { lease: Lease; attempted: Attempted; done(error?: unknown): void }

/** One per process: outcomes of all batches go into one statement after the other, so that none waits for a lock of its neighbour. */
type Writer = { add(one: Waiting): void; room(): Promise<void>; failed(): boolean }

const writers = new WeakMap<Db, Writer>()

/** A recorder for one leased batch; `close` it when the batch ends, whatever the end. */
export function openRecorder(deps: WorkerDeps, lease: Lease): Recorder {
  const writer = writers.get(deps.db) ?? openWriter(deps)
  writers.set(deps.db, writer)
  const open = new Set<Promise<void>>()
  let lost: unknown
  return {
    add: async (attempted) => {
      const written = new Promise<void>((resolve) => {
        const done = (error?: unknown) => {
          lost ??= error
          resolve()
        }
        writer.add({ lease, attempted, done })
      }).finally(() => open.delete(written))
      open.add(written)
      await writer.room()
    },
    failed: () => writer.failed() || lost !== undefined,
    close: async () => {
      while (open.size > 0) await Promise.all(open)
      if (lost !== undefined) throw new Error(`Outcomes of batch ${lease.batchId} could not be recorded`, { cause: lost })
    },
  }
}

function openWriter(deps: WorkerDeps): Writer {
  const waiting: Waiting[] = []
  let [writing, unrecorded, trouble] = [false, 0, false]
  let roomy = Promise.withResolvers<void>()
  const write = async (): Promise<void> => {
    writing = true
    while (waiting.length > 0) {
      if (waiting.length < atOnce) await setTimeout(gatherMs)
      const chunk = waiting.splice(0, atOnce)
      const lost = await insist(deps, chunk, (failing) => {
        trouble = failing
      })
      unrecorded -= chunk.length
      outcomesWait(-chunk.length)
      roomy.resolve()
      roomy = Promise.withResolvers()
      for (const { done } of chunk) done(lost)
    }
    writing = false
  }
  return {
    add: (one) => {
      waiting.push(one)
      unrecorded += 1
      outcomesWait(1)
      if (!writing) void write()
    },
    room: async () => {
      while (unrecorded >= maxUnrecorded - atOnce) await roomy.promise
    },
    failed: () => trouble,
  }
}

/**
 * Writes a chunk, again and again while the database fails: it holds what nobody else knows. Late is no harm, since an outcome
 * whose lease is lost is still kept.
 *
 * @param tell whether it fails at present
 * @returns the last error when it gave up
 */
async function insist(deps: WorkerDeps, chunk: Waiting[], tell: (failing: boolean) => void): Promise<unknown> {
  const deadline = performance.now() + giveUpAfterMs
  const groups = Map.groupBy(chunk, ({ lease }) => lease.publicationId)
  const all = [...groups].map(([publicationId, group]) => ({ publicationId, attempted: group.map(({ attempted }) => attempted) }))
  for (;;) {
    try {
      await recordAll(deps, all)
      tell(false)
      return undefined
    } catch (error) {
      deps.log.warn({ err: error, outcomes: chunk.length }, 'outcomes not recorded yet')
      tell(true)
      if (performance.now() > deadline) return error
      await setTimeout(tryAgainMs)
    }
  }
}
