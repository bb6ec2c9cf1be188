import type { Clock } from '../clock.ts'

/** How long a send may take before it stops counting against the others of its batch. */
const freshForMs = 250

/** One place in so many may be taken by what is fresh when another batch begins. */
const hardlyAny = 4

/** How many slow sends a process has under way; beyond, they keep their places. */
const slowAtMost = 1000

// Of all batches of the process.
let slow = 0

/** The sends of a batch that are under way: so many fresh ones, and beside them those that take long. */
export type Places = {
  /**
   * Waits for a place.
   *
   * @returns gives it back
   */
  take(): Promise<() => void>
  /** how many wait for one */
  queued(): number
  /** Resolves once hardly anything is fresh: what is still under way takes long, and keeps nobody waiting. */
  onlySlow(): Promise<void>
}

type Place = { sinceMs: number; slow: boolean }

/** In the order in which they came: the oldest first. */
type State = { fresh: Set<Place>; queue: (() => void)[]; watchers: (() => void)[]; alarm?: NodeJS.Timeout }

/** @param atOnce how many fresh sends there may be */
export function openPlaces({ clock }: { clock: Clock }, atOnce: number): Places {
  const state: State = { fresh: new Set(), queue: [], watchers: [] }
  const { fresh, queue, watchers } = state
  const move = () => moveOn(state, clock, atOnce)
  const enter = (): (() => void) => {
    const place = { sinceMs: clock.monotonicMs(), slow: false }
    fresh.add(place)
    return () => {
      if (place.slow) slow -= 1
      fresh.delete(place)
      move()
    }
  }
  return {
    take: async () => {
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
  for (const place of fresh) {
    if (clock.monotonicMs() - place.sinceMs < freshForMs || slow >= slowAtMost) break
    fresh.delete(place)
    place.slow = true
    slow += 1
  }
  while (fresh.size < atOnce && queue.length > 0) queue.shift()?.()
  if (fresh.size <= atOnce / hardlyAny) for (const watcher of watchers.splice(0)) watcher()
  clearTimeout(state.alarm)
  if (queue.length > 0 || watchers.length > 0) state.alarm = setTimeout(() => moveOn(state, clock, atOnce), freshForMs / 4)
}
