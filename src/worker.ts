import { openSenders } from './channels/list.ts'
import { findArmable } from './deliveries/arm.ts'
import { beginCounting } from './deliveries/begin-counting.ts'
import { compareClocks } from './deliveries/compare-clocks.ts'
import { deliverBatch } from './deliveries/deliver.ts'
import { keepLanes } from './deliveries/keep-lanes.ts'
import { reclaimBatches } from './deliveries/reclaim.ts'
import { type Capacity, capacities, capacityOf, type ReadyBatch, ringFor } from './deliveries/ring.ts'
import { countUnderWay } from './deliveries/send.ts'
import { toSenderDeps } from './deliveries/sender-deps.ts'
import { supersedeEarlier } from './deliveries/supersede.ts'
import { findUnrung, gatherDue, ringUnrung } from './deliveries/sweep.ts'
import type { WorkerDeps } from './deliveries/worker-deps.ts'
import type { AppDeps } from './deps.ts'
import { forgetKeys } from './http/idempotency.ts'
import { applyImport } from './imports/apply-import.ts'
import { takeUpImports } from './imports/take-up.ts'
import { killPoint } from './kill-point.ts'
import { expandDispatch } from './publications/expand.ts'
import { followEditions } from './publications/follow-editions.ts'
import { findNextStart, startDue } from './publications/start.ts'
import { findUnexpanded, finishAll } from './publications/sweep.ts'
import { repeat } from './repeat.ts'
import { keepRecords } from './retention/keep-records.ts'
import { takeUpTranslations } from './translations/take-up.ts'
import { openTranslators } from './translators/list.ts'

/** How often a worker looks for what was not rung. */
export const sweepEveryMs = 1000

/** A running worker. `stop` lets what is being sent finish and gives the rest back. */
export type Worker = { stop(): Promise<void> }

/**
 * The job map: each job is one use-case. Beside the queue a sweep finds what was not rung, so that nothing depends on it.
 *
 * @param open the ways out; others than the channels' own only where everything but the wire is measured
 */
export async function startWorker(deps: AppDeps, open = openSenders): Promise<Worker> {
  beginCounting()
  const stopping = new AbortController()
  const { senders, close: closeSenders } = open(toSenderDeps(deps))
  const sign = await deps.alive()
  const worker: WorkerDeps = { ...deps, senders, stopping: stopping.signal, sign }
  const running = new Set<Promise<unknown>>()
  const track = <T>(work: Promise<T>): Promise<T> => {
    const tracked = work.finally(() => running.delete(tracked))
    running.add(tracked)
    return tracked
  }
  const rooms = openRooms(deps.config.workerBatches, track, (error) =>
    deps.log.error({ err: error }, 'the end of a batch failed'),
  )
  await deps.queue.work('expand', 2, (id) => track(expandDispatch(worker, id)))
  for (const capacity of capacities) {
    await deps.queue.work(capacity, deps.config.workerBatches, (id) =>
      rooms.run(capacity, (freed) => deliverBatch(worker, id, { freed })),
    )
  }
  const sweeping = startSweep(worker, rooms)
  await deps.queue.work('import', 1, (id) => track(applyImport(worker, id)))
  const translating = { ...worker, translators: openTranslators(deps, deps.config) }
  const timers = [takeUpImports(worker), takeUpTranslations(translating), keepLanes(worker), keepRecords(worker)]
  return {
    stop: async () => {
      stopping.abort()
      const handOvers = countUnderWay()
      if (handOvers > 0) deps.log.info({ handOvers }, 'what was begun is being finished; a second signal or Ctrl-C ends at once')
      await deps.queue.pause()
      await sweeping.stop()
      for (const timer of timers) await timer.stop()
      await Promise.allSettled(running)
      await closeSenders()
      await sign.close()
    },
  }
}

/**
 * Everything that must happen although no job says so. Every worker does it; rows are taken with SKIP LOCKED. A step that fails
 * is logged and done again a second later; it keeps no other from being done.
 *
 * @param free how many batches this worker can take
 * @param hasRoom whether it can take this one beside those that were found before it
 * @returns batches that nobody was rung for
 */
export async function sweep(
  deps: WorkerDeps,
  free: number,
  hasRoom: (batch: ReadyBatch) => boolean = () => true,
): Promise<ReadyBatch[]> {
  const step = <T>(name: string, work: () => Promise<T>): Promise<T | undefined> =>
    work().catch((error: unknown) => {
      deps.log.warn({ err: error, step: name }, 'a step of sweep failed')
      return undefined
    })
  await step('start', () => startDue(deps))
  await step('reclaim', () => reclaimBatches(deps))
  await step('follow editions', () => followEditions(deps))
  for (const id of (await step('find unexpanded', () => findUnexpanded(deps))) ?? []) {
    if (deps.stopping.aborted) break
    await step('expand', () => expandDispatch(deps, id, { wait: false }))
  }
  await step('supersede', () => supersedeEarlier(deps))
  await step('finish', () => finishAll(deps))
  const due = await step('gather', () => gatherDue(deps))
  if (due && due.length > 0) killPoint('after-gather')
  await ringFor(deps, due ?? [])
  await step('forget keys', () => forgetKeys(deps))
  const unrung = (free > 0 ? await step('find unrung', () => findUnrung(deps, free)) : undefined) ?? []
  const mine = unrung.filter(hasRoom)
  await step('ring unrung', () =>
    ringUnrung(
      deps,
      mine.map(({ id }) => id),
    ),
  )
  return mine
}

type Track = <T>(work: Promise<T>) => Promise<T>

/** How many batches are under way on each capacity. What is armed waits for its hour beside them and takes nobody's place. */
type Rooms = {
  /** Resolves when the work has ended, or says that what is left of it keeps no room. */
  run(capacity: Capacity | 'armed', work: (freed: () => void) => Promise<unknown>): Promise<void>
  free(capacity: Capacity | 'armed'): number
}

function openRooms(size: number, track: Track, failed: (error: unknown) => void): Rooms {
  const taken = { machine: 0, mail: 0, urgent: 0, armed: 0 }
  return {
    run: async (capacity, work) => {
      taken[capacity] += 1
      const freed = Promise.withResolvers<void>()
      const ended = track(work(freed.resolve))
      await Promise.race([freed.promise, ended]).finally(() => {
        taken[capacity] -= 1
      })
      // Whoever asked has gone by then: what fails so late is told here.
      ended.catch(failed)
    },
    free: (capacity) => Math.max(0, size - taken[capacity]),
  }
}

/** For the instant itself: the next sweep may be most of a second late. */
function openAlarm(deps: WorkerDeps, warn: (error: unknown) => void): { set(): Promise<void>; stop(): void } {
  let alarm: NodeJS.Timeout | undefined
  const set = async (): Promise<void> => {
    const next = await findNextStart(deps, 2 * sweepEveryMs)
    clearTimeout(alarm)
    if (!next || deps.stopping.aborted) return
    const waitMs = Math.max(0, next.getTime() - deps.clock.now().getTime()) + 1
    alarm = setTimeout(() => void startDue(deps).then(set).catch(warn), waitMs)
  }
  return { set, stop: () => clearTimeout(alarm) }
}

function startSweep(deps: WorkerDeps, rooms: Rooms): { stop(): Promise<void> } {
  const warn = (error: unknown) => deps.log.warn({ err: error }, 'sweep failed; the next one is in a second')
  const alarm = openAlarm(deps, warn)
  const take = (capacity: Capacity | 'armed', { id }: ReadyBatch, options?: { arm: boolean }) => {
    const failed = (error: unknown) => deps.log.error({ err: error, batchId: id }, 'batch failed')
    void rooms.run(capacity, (freed) => deliverBatch(deps, id, { ...options, freed })).catch(failed)
  }
  const once = async (): Promise<void> => {
    // Each second: a clock that was set is found before the next hour comes.
    await compareClocks(deps)
    await alarm.set()
    const armable = rooms.free('armed')
    for (const batch of armable > 0 ? await findArmable(deps, armable) : []) take('armed', batch, { arm: true })
    // Leased here and now: while the queue is away this is how batches travel.
    const left = { machine: rooms.free('machine'), mail: rooms.free('mail'), urgent: rooms.free('urgent') }
    const hasRoom = (batch: ReadyBatch) => left[capacityOf(batch)]-- > 0
    for (const batch of await sweep(deps, left.machine + left.mail + left.urgent, hasRoom)) take(capacityOf(batch), batch)
  }
  // At once, too: what a worker that died has left waits for whoever comes.
  const sweeping = repeat(once, { everyMs: sweepEveryMs, atOnce: true, stopping: deps.stopping, failed: warn })
  return {
    stop: async () => {
      await sweeping.stop()
      alarm.stop()
    },
  }
}
