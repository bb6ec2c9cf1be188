import { type Db, inTransaction, type Tx } from '../db/client.ts'
import { alertFailing, openBreaker } from '../hosts/breaker.ts'
import { slowHost } from '../hosts/slow-host.ts'
import type { Attempted } from './attempted.ts'
import { type HostAnswer, readHostAnswer } from './host-answer.ts'
import { type Health, openHealths, type Verdict } from './host-health.ts'
import { type HostTurns, openHostTurns } from './host-turns.ts'
import type { WorkerDeps } from './worker-deps.ts'

type Deps = Pick<WorkerDeps, 'db' | 'clock' | 'log' | 'stopping'>

/** What this process knows of hosts, from what it sends to them. */
export type HostsWatch = {
  turns: HostTurns
  /** Learns from an attempt: alerts, opens a breaker, slows a host down. Beside the sending, which does not wait for it. */
  note(attempted: Attempted): void
  /** Resolves when what was learned is written. */
  written(): Promise<unknown>
}

/** A rest where none was asked for. */
const restMs = 1000

/** At so many requests to slow down without an instant among the last answers, a host gets a rest. */
const slowAfter = 3

/** One in so many: where an address stands for many outlets, one of them does not slow down the others. */
const slowShare = 4

// One per process: a process has one database open.
const watches = new WeakMap<Db, HostsWatch>()

/** The watch of this process over the hosts that it sends to. */
export function watchHosts(deps: Deps): HostsWatch {
  const known = watches.get(deps.db)
  if (known) return known
  const watch = openWatch(deps)
  watches.set(deps.db, watch)
  // A worker that stops gives back what has not begun, however long its host may take.
  deps.stopping.addEventListener('abort', watch.turns.turnAllAway)
  return watch
}

function openWatch({ db, clock, log }: Deps): HostsWatch {
  const turns = openHostTurns({ clock })
  const healths = openHealths()
  const [told, slowed] = [new Map<string, Told>(), new Map<string, Told>()]
  // One after the other: an alert stands before what follows from it.
  let writing: Promise<unknown> = Promise.resolve()
  const write = (host: string, work: (tx: Tx) => Promise<unknown>) => {
    writing = writing
      .then(() => inTransaction(db, work))
      .catch((error: unknown) => log.warn({ err: error, host }, 'what is known of a host was not written'))
  }
  const slow = (host: string, { slowDown, reason, retryAfterMs }: HostAnswer, { failures, successes }: Health, nowMs: number) => {
    const isAsked =
      slowDown && (retryAfterMs !== undefined || failures >= slowAfter) && failures * slowShare >= failures + successes
    if (isAsked && isNews(slowed, host, { verdict: 'failing', atMs: nowMs })) {
      write(host, (tx) => slowHost({ tx, clock }, { host, reason, restMs: retryAfterMs ?? restMs }))
    }
  }
  const note = (attempted: Attempted): void => {
    const answer = readHostAnswer(attempted)
    if (!answer) return
    const { host } = attempted.claim
    const nowMs = clock.monotonicMs()
    const health = healths.note(host, answer.answer, nowMs)
    const { verdict, failures, successes } = health
    slow(host, answer, health, nowMs)
    const failing = { host, reason: answer.reason, failures, successes }
    if (verdict === 'broken') turns.turnAway(host)
    if (!isNews(told, host, { verdict, atMs: nowMs })) return
    if (verdict === 'failing') {
      log.warn(failing, 'a host fails')
      write(host, (tx) => alertFailing({ tx, clock }, failing))
    } else if (verdict === 'broken') {
      write(host, async (tx) => {
        if (await openBreaker({ tx, clock }, failing)) log.warn(failing, 'a host is switched off: its breaker is open')
      })
    }
  }
  return { turns, note, written: () => writing }
}

type Told = { verdict: Verdict; atMs: number }

/** What stands in the row already is not written with every answer, but again after a second: others may have changed it. */
const tellAgainMs = 1000

function isNews(told: Map<string, Told>, host: string, now: Told): boolean {
  const last = told.get(host)
  if (now.verdict === 'well') {
    told.delete(host)
    return false
  }
  if (last?.verdict === now.verdict && now.atMs - last.atMs < tellAgainMs) return false
  told.set(host, now)
  return true
}
