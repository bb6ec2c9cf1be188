import type { Clock } from '../clock.ts'

/** How long a send may take before it stops counting against the others of its batch: most far sides answer sooner. */
const freshForMs = 40

/** One place in so many may be taken by what is fresh when another batch begins. */
const hardlyAny = 4

/** How many slow sends a process has under way; beyond, they keep their places. */
const slowAtMost = 1000

// Of all batches of the process.
let slow = 0

/** The sends of a batch that are under way: so many fresh ones, and beside them those that take long. */
export type Places = {
  /** Waits for a place. */
  take(): Promise<Place> | Place
  /** how many wait for one */
  queued(): number
  /** Resolves once hardly anything is fresh: what is still under way takes long, and keeps nobody waiting. */
  onlySlow(): Promise<void>
}

/** A place, for one send. */
export type Place = {
  /**
   * The send begins.
   *
   * @param onSlow called if it takes long: from then on it does not count against the others
   */
  begin(onSlow: () => void): void
  leave(): void
}

type Taken = { sinceMs: number; slow: boolean; onSlow: () => void }

/** In the order in which they came: the oldest first. */
type State = { fresh: Set<Taken>; queue: (() => void)[]; watchers: (() => void)[]; alarm?: NodeJS.Timeout }

/** @param atOnce how many fresh sends there may be */
export function openPlaces({ clock }: { clock: Clock }, atOnce: number): Places {
  const state: State = { fresh: new Set(), queue: [], watchers: [] }
  const { fresh, queue, watchers } = state
  const move = () => moveOn(state, clock, atOnce)
  const enter = (): Place => {
    const taken: Taken = { sinceMs: Number.POSITIVE_INFINITY, slow: false, onSlow: () => {} }
    fresh.add(taken)
    return {
      begin: (onSlow) => {
        taken.sinceMs = clock.monotonicMs()
        taken.onSlow = onSlow
        watch(state, clock, atOnce)
      },
      leave: () => {
        if (taken.slow) slow -= 1
        fresh.delete(taken)
        if (queue.length > 0 || watchers.length > 0) move()
      },
    }
  }
  return {
    take: () => {
      if (fresh.size < atOnce && queue.length === 0) return enter()
      return new Promise((resolve) => {
        queue.push(() => resolve(enter()))
        move()
      })
    },
    queued: () => queue.length,
    onlySlow: () =>
      new Promise((resolve) => {
        watchers.push(resolve)
        move()
      }),
  }
}

/** What has become slow makes room; looked at again while somebody waits for it. */
function moveOn(state: State, clock: Clock, atOnce: number): void {
  const { fresh, queue, watchers } = state
  const nowMs = clock.monotonicMs()
  for (const taken of fresh) {
    if (slow >= slowAtMost) break
    if (nowMs - taken.sinceMs < freshForMs) continue
    fresh.delete(taken)
    taken.slow = true
    slow += 1
    taken.onSlow()
  }
  while (fresh.size < atOnce && queue.length > 0) queue.shift()?.()
  if (fresh.size <= atOnce / hardlyAny) for (const watcher of watchers.splice(0)) watcher()
  watch(state, clock, atOnce)
}

/** Looks again soon, while there is something to look at: others of the process wait for the room of what takes long. */
function watch(state: State, clock: Clock, atOnce: number): void {
  const { fresh, queue, watchers } = state
  const isUnderWay = [...fresh].some(({ sinceMs }) => Number.isFinite(sinceMs))
  if (state.alarm || (!isUnderWay && queue.length === 0 && watchers.length === 0)) return
  state.alarm = setTimeout(() => {
    state.alarm = undefined
    moveOn(state, clock, atOnce)
  }, freshForMs / 4)
}
