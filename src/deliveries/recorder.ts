import { setTimeout } from 'node:timers/promises'
import type { Attempted } from './attempted.ts'
import type { Lease } from './lease.ts'
import { recordOutcomes } from './record.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** Gathers outcomes and writes them in bulk: every 64, and at least every 200 ms so that people see it move. */
export type Recorder = {
  /** Takes an outcome; resolves when there is room for more, since sending waits for recording. Never rejects. */
  add(attempted: Attempted): Promise<void>
  /** Whether outcomes wait that could not be written: nothing new is to be begun. */
  failed(): boolean
  /**
   * Writes what is left.
   *
   * @throws when it could not be written for five minutes
   */
  close(): Promise<void>
}

const flushAt = 64
const flushEveryMs = 200
const tryAgainMs = 250
const giveUpAfterMs = 300_000

/** A recorder for one leased batch; `close` it when the batch ends, whatever the end. */
export function openRecorder(deps: WorkerDeps, lease: Lease): Recorder {
  let waiting: Attempted[] = []
  let writing: Promise<void> | undefined
  let trouble: unknown
  let lost: unknown
  // One chunk after the other, since the counters of a batch are one row; what gathers meanwhile is the next chunk.
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const chunk = waiting
      waiting = []
      lost ??= await insist(deps, lease, chunk, (error) => {
        trouble = error
      })
      trouble = undefined
    }
  }
  const flush = (): Promise<void> => {
    writing ??= writeAll().finally(() => {
      writing = undefined
    })
    return writing
  }
  const timer = setInterval(() => void flush(), flushEveryMs)
  return {
    add: async (attempted) => {
      waiting.push(attempted)
      if (waiting.length >= flushAt) await flush()
    },
    failed: () => trouble !== undefined || lost !== undefined,
    close: async () => {
      clearInterval(timer)
      // Again, where one came in while the last chunk was being finished.
      while (waiting.length > 0 || writing) await flush()
      if (lost !== undefined) throw new Error(`Outcomes of batch ${lease.batchId} could not be recorded`, { cause: lost })
    },
  }
}

/**
 * Writes a chunk, again and again while the database fails: it holds what nobody else knows. Late is no harm, since an outcome
 * whose lease is lost is still kept.
 *
 * @returns the last error when it gave up
 */
async function insist(deps: WorkerDeps, lease: Lease, chunk: Attempted[], onError: (error: unknown) => void): Promise<unknown> {
  const deadline = performance.now() + giveUpAfterMs
  for (;;) {
    try {
      await recordOutcomes(deps, lease, chunk)
      return undefined
    } catch (error) {
      deps.log.warn({ err: error, batchId: lease.batchId, outcomes: chunk.length }, 'outcomes not recorded yet')
      onError(error)
      if (performance.now() > deadline) return error
      await setTimeout(tryAgainMs)
    }
  }
}
