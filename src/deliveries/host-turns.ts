import type { Clock } from '../clock.ts'
import type { Attempted } from './attempted.ts'

/** A turn to send to a host. */
export type Turn = {
  /** @param attempted what became of it; undefined where nothing was sent after all */
  end(attempted: Attempted | undefined): void
}

/** A turn, or when to ask again: then it waits in the lane of its host. */
export type TurnOrLater = Turn | { dueAt: Date }

/** How many hand-overs to one machine a process has under way at once, where no admin says otherwise. */
export const turnsAtOnce = 16

/** A host that has answered nothing for so long, with every turn taken, is clogged. */
const cloggedAfterMs = 1000

/** Who sends to which host, in this process: none has more than its turns, and none keeps what goes elsewhere waiting. */
export type HostTurns = {
  /** Waits for a turn, first come first served. False where the host is clogged, or is switched off meanwhile. */
  take(host: string): Promise<boolean>
  /** a turn at once, or none */
  tryTake(host: string): boolean
  end(host: string): void
  /** Sends away whoever waits for a host. */
  turnAway(host: string): void
  /** Sends away whoever waits for any. */
  turnAllAway(): void
  /** the hosts whose turns are all taken and not given back */
  clogged(): string[]
}

type Seats = { open: number; movedAtMs: number; waiting: ((mayGo: boolean) => void)[]; alarm?: NodeJS.Timeout }

/** Turns at machines. Mail travels by its relay, which has turns of its own. */
export function openHostTurns({ clock }: { clock: Clock }): HostTurns {
  const hosts = new Map<string, Seats>()
  const isClogged = ({ open, movedAtMs }: Seats) => open >= turnsAtOnce && clock.monotonicMs() - movedAtMs >= cloggedAfterMs
  const tryTake = (host: string): boolean => {
    const seats = hosts.get(host) ?? { open: 0, movedAtMs: 0, waiting: [] }
    if (seats.open >= turnsAtOnce) return false
    hosts.set(host, seats)
    seats.open += 1
    seats.movedAtMs = clock.monotonicMs()
    return true
  }
  return {
    take: async (host) => {
      if (tryTake(host)) return true
      const seats = hosts.get(host)
      if (!seats || isClogged(seats)) return false
      watch(seats, isClogged)
      return new Promise((resolve) => seats.waiting.push(resolve))
    },
    tryTake,
    end: (host) => {
      const seats = hosts.get(host)
      if (!seats) return
      seats.movedAtMs = clock.monotonicMs()
      // Passed on as it is, so that nobody who comes just now takes it from who has waited.
      const next = seats.waiting.shift()
      if (next) return next(true)
      seats.open -= 1
      if (seats.open > 0) return
      clearTimeout(seats.alarm)
      hosts.delete(host)
    },
    turnAway: (host) => turnAway(hosts.get(host)),
    turnAllAway: () => {
      for (const seats of hosts.values()) turnAway(seats)
    },
    clogged: () => [...hosts].flatMap(([host, seats]) => (isClogged(seats) ? [host] : [])),
  }
}

/** Sends away who waits, as soon as a host is clogged. */
function watch(seats: Seats, isClogged: (seats: Seats) => boolean): void {
  seats.alarm ??= setTimeout(() => {
    seats.alarm = undefined
    if (isClogged(seats)) turnAway(seats)
    else if (seats.waiting.length > 0) watch(seats, isClogged)
  }, cloggedAfterMs)
}

function turnAway(seats: Seats | undefined): void {
  for (const turn of seats?.waiting.splice(0) ?? []) turn(false)
}
