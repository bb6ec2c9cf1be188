import { openSenders } from './channels/list.ts'
import { deliverBatch } from './deliveries/deliver.ts'
import { findUnrung, gatherDue, reclaimBatches, ringUnrung } from './deliveries/sweep.ts'
import type { WorkerDeps } from './deliveries/worker-deps.ts'
import type { AppDeps } from './deps.ts'
import { forgetKeys } from './http/idempotency.ts'
import { applyImport } from './imports/apply-import.ts'
import { takeUpImports } from './imports/take-up.ts'
import { expandDispatch } from './publications/expand.ts'
import { findNextStart, startDue } from './publications/start.ts'
import { findUnexpanded, finishAll } from './publications/sweep.ts'
import { keepRecords } from './retention/keep-records.ts'

/** How often a worker looks for what was not rung. */
export const sweepEveryMs = 1000

/** A running worker. `stop` lets what is being sent finish and gives the rest back. */
export type Worker = { stop(): Promise<void> }

/** The job map: each job is one use-case. Beside the queue a sweep finds what was not rung, so that nothing depends on it. */
export async function startWorker(deps: AppDeps): Promise<Worker> {
  const stopping = new AbortController()
  const { senders, close: closeSenders } = openSenders({ fetch: deps.fetch, smtpUrl: deps.config.smtpUrl })
  const worker: WorkerDeps = { ...deps, senders, stopping: stopping.signal }
  const running = new Set<Promise<unknown>>()
  const track = <T>(work: Promise<T>): Promise<T> => {
    const tracked = work.finally(() => running.delete(tracked))
    running.add(tracked)
    return tracked
  }
  await deps.queue.work('expand', 2, (id) => track(expandDispatch(worker, id)))
  await deps.queue.work('deliver', deps.config.workerBatches, async (id) => {
    await track(deliverBatch(worker, id))
  })
  const sweeping = startSweep(worker, running, track)
  await deps.queue.work('import', 1, (id) => track(applyImport(worker, id)))
  const imports = takeUpImports(worker)
  const records = keepRecords(worker)
  return {
    stop: async () => {
      stopping.abort()
      await deps.queue.pause()
      await sweeping.stop()
      await imports.stop()
      await records.stop()
      await Promise.allSettled(running)
      await closeSenders()
    },
  }
}

/**
 * Everything that must happen although no job says so. Every worker does it; rows are taken with SKIP LOCKED. A step that fails
 * is logged and done again a second later; it keeps no other from being done.
 *
 * @param free how many batches this worker can take
 * @returns batches that nobody was rung for
 */
export async function sweep(deps: WorkerDeps, free: number): Promise<string[]> {
  const step = <T>(name: string, work: () => Promise<T>): Promise<T | undefined> =>
    work().catch((error: unknown) => {
      deps.log.warn({ err: error, step: name }, 'a step of sweep failed')
      return undefined
    })
  await step('start', () => startDue(deps))
  await step('reclaim', () => reclaimBatches(deps))
  for (const id of (await step('find unexpanded', () => findUnexpanded(deps))) ?? []) {
    if (deps.stopping.aborted) break
    await step('expand', () => expandDispatch(deps, id, { wait: false }))
  }
  await step('finish', () => finishAll(deps))
  const due = await step('gather', () => gatherDue(deps))
  await deps.queue.ring(
    'deliver',
    (due ?? []).map((id) => ({ id, ring: 'g0' })),
  )
  await step('forget keys', () => forgetKeys(deps))
  const mine = (free > 0 ? await step('find unrung', () => findUnrung(deps, free)) : undefined) ?? []
  await step('ring unrung', () => ringUnrung(deps, mine))
  return mine
}

type Track = <T>(work: Promise<T>) => Promise<T>

function startSweep(deps: WorkerDeps, running: Set<Promise<unknown>>, track: Track): { stop(): Promise<void> } {
  const warn = (error: unknown) => deps.log.warn({ err: error }, 'sweep failed; the next one is in a second')
  let alarm: NodeJS.Timeout | undefined
  // For the instant itself: the next sweep may be most of a second late.
  const arm = async (): Promise<void> => {
    const next = await findNextStart(deps, 2 * sweepEveryMs)
    clearTimeout(alarm)
    if (!next || deps.stopping.aborted) return
    const waitMs = Math.max(0, next.getTime() - deps.clock.now().getTime()) + 1
    alarm = setTimeout(() => void startDue(deps).then(arm).catch(warn), waitMs)
  }
  const once = async (): Promise<void> => {
    await arm()
    // Leased here and now: while the queue is away this is how batches travel.
    for (const id of await sweep(deps, deps.config.workerBatches - running.size)) {
      void track(deliverBatch(deps, id)).catch((error: unknown) => deps.log.error({ err: error, batchId: id }, 'batch failed'))
    }
  }
  let current: Promise<void> | undefined
  const timer = setInterval(() => {
    if (current || deps.stopping.aborted) return
    current = once()
      .catch(warn)
      .finally(() => {
        current = undefined
      })
  }, sweepEveryMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await current
      clearTimeout(alarm)
    },
  }
}
