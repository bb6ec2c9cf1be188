import { setTimeout as sleep } from 'node:timers/promises'
import { type Db, isRefused } from '../db/client.ts'
import { outcomesWait } from '../metrics/observe.ts'
import type { Attempted } from './attempted.ts'
import { openCrowd } from './crowd.ts'
import type { Lease } from './lease.ts'
import { recordOutcomes } from './record.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** Gathers outcomes and writes them in bulk, those of all batches of the process together. */
export type Recorder = {
  /** Waits until there is room for one more outcome, and keeps it: what is begun will have one. */
  reserve(): Promise<Reservation> | Reservation
  /** Takes an outcome. */
  add(attempted: Attempted): void
  /** Whether outcomes wait that could not be written: nothing new is to be begun. */
  failed(): boolean
  /**
   * Writes what is left of the batch.
   *
   * @throws when the database failed for five minutes, or refuses something of it
   */
  close(): Promise<void>
}

/** Room for an outcome that is still to come. */
export type Reservation = {
  /** Gives it up, once: the outcome is there, or will be long in coming. */
  free(): void
}

/** How many outcomes a process holds that are not recorded, at most: beyond, nothing is begun. */
export const maxUnrecorded = 256

const atOnce = 128
// Long enough for a bundle to gather where little comes, short enough for people to see it move.
const gatherMs = 20
const tryAgainMs = 250
const giveUpAfterMs = 300_000

type Waiting = { publicationId: string; attempted: Attempted; done: (error: unknown) => void }

/** One per process: outcomes of all batches go into one statement after the other, so that none waits for a lock of its neighbour. */
type Writer = { add(one: Waiting): void; failed(): boolean } & Pick<Recorder, 'reserve'>

const writers = new WeakMap<Db, Writer>()

/** A recorder for one leased batch; `close` it when the batch ends, whatever the end. */
export function openRecorder(deps: WorkerDeps, { publicationId, batchId }: Lease): Recorder {
  const writer = writers.get(deps.db) ?? openWriter(deps)
  writers.set(deps.db, writer)
  const open = openCrowd()
  let lost: unknown
  const done = (error: unknown) => {
    lost ??= error
    open.leave()
  }
  return {
    reserve: writer.reserve,
    add: (attempted) => {
      open.enter()
      writer.add({ publicationId, attempted, done })
    },
    failed: () => writer.failed() || lost !== undefined,
    close: async () => {
      await open.until(() => open.size() === 0)
      if (lost !== undefined) throw new Error(`Outcomes of batch ${batchId} could not be recorded`, { cause: lost })
    },
  }
}

function openWriter(deps: WorkerDeps): Writer {
  const rooms = openRooms(maxUnrecorded)
  let waiting: Waiting[] = []
  let [writing, trouble] = [false, false]
  let full = () => {}
  const gather = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, gatherMs)
      full = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const write = async (): Promise<void> => {
    writing = true
    while (waiting.length > 0) {
      if (waiting.length < atOnce) await gather()
      const chunk = waiting.slice(0, atOnce)
      waiting = waiting.slice(atOnce)
      const lost = await insist(deps, chunk, (failing) => {
        trouble = failing
      })
      outcomesWait(-chunk.length)
      for (const one of chunk) one.done(lost.get(one))
      rooms.give(chunk.length)
    }
    writing = false
  }
  return {
    add: (one) => {
      waiting.push(one)
      rooms.fill()
      outcomesWait(1)
      if (waiting.length >= atOnce) full()
      if (!writing) void write()
    },
    reserve: rooms.reserve,
    failed: () => trouble,
  }
}

/** So much room for outcomes, reserved or filled. What comes without a reservation is let in all the same: it is there. */
function openRooms(atMost: number): { fill(): void; give(count: number): void } & Pick<Recorder, 'reserve'> {
  const queue: ((reservation: Reservation) => void)[] = []
  let taken = 0
  const give = (count: number): void => {
    taken -= count
    while (taken < atMost && queue.length > 0) queue.shift()?.(take())
  }
  const take = (): Reservation => {
    taken += 1
    let kept = true
    return {
      free: () => {
        if (kept) give(1)
        kept = false
      },
    }
  }
  return {
    reserve: () => (taken < atMost && queue.length === 0 ? take() : new Promise((resolve) => queue.push(resolve))),
    fill: () => {
      taken += 1
    },
    give,
  }
}

/**
 * Writes a chunk, again and again while the database fails: it holds what nobody else knows. Late is no harm, since an outcome
 * whose lease is lost is still kept. Where Postgres works and refuses what it is told, each outcome is written alone: the one that is
 * refused is given up, and keeps no other waiting.
 *
 * @param tell whether the database fails at present
 * @returns those that it gave up, each with its last error
 */
async function insist(deps: WorkerDeps, chunk: Waiting[], tell: (failing: boolean) => void): Promise<Map<Waiting, unknown>> {
  const deadline = performance.now() + giveUpAfterMs
  const lost = new Map<Waiting, unknown>()
  const left = [...Map.groupBy(chunk, ({ publicationId }) => publicationId).values()]
  for (let group = left.shift(); group; group = left.shift()) {
    const error = await write(deps, group)
    if (error === undefined) {
      tell(false)
      continue
    }
    deps.log.warn({ err: error, outcomes: group.length }, 'outcomes not recorded yet')
    const refused = isRefused(error)
    tell(!refused)
    if (refused && group.length > 1) left.push(...group.map((waiting) => [waiting]))
    else if (refused || performance.now() > deadline) for (const waiting of group) lost.set(waiting, error)
    else {
      left.push(group)
      await sleep(tryAgainMs)
    }
  }
  return lost
}

/** @returns what it failed by */
async function write(deps: WorkerDeps, group: Waiting[]): Promise<unknown> {
  const [first] = group
  if (!first) return undefined
  const outcomes = { publicationId: first.publicationId, attempted: group.map(({ attempted }) => attempted) }
  return recordOutcomes(deps, outcomes).then(
    () => undefined,
    (error: unknown) => error ?? new Error('not recorded'),
  )
}
