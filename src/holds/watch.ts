import type { Db } from '../db/client.ts'
import { homeHere } from '../db/home.ts'
import type { AppDeps } from '../deps.ts'
import { holdIfRestored } from './hold-if-restored.ts'
import { holdsTopic } from './place-hold.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'signals' | 'log'>

/** What a hand-over belongs to: everything that a hold may name. */
export type HandOver = {
  accountId: string
  issuerIds: readonly string[]
  publicationId: string
  /** null: because an earlier version was sent there */
  outletListId: string | null
  channel: string
  host: string
}

/**
 * What this process knows of the holds that are live. Every hand-over asks it immediately before the channel: `look`, then, in
 * the same breath, `find`.
 */
export type HoldsWatch = {
  /**
   * Sees to it that what is known is young enough to be believed. At once where it is; never fails: where the database cannot be
   * asked, `find` says so.
   */
  look(): Promise<void> | undefined
  /**
   * What stands in the way of a hand-over: `held`, `host-held` where it is only its host, or `unknown` where the last look is too
   * long ago to be believed.
   */
  find(handOver: HandOver): 'held' | 'host-held' | 'unknown' | undefined
}

/** When the database is asked again, by the next hand-over, beside it. */
const askAfterMs = 250
/** How old an answer may be before hand-overs wait for the next. */
const waitAfterMs = 500
/** How old an answer may be at all. Under a second: that is what a hold promises. */
const believeForMs = 750
/** A machine so busy that every answer is old when it comes. */
const tries = 10

// One per process: a process has one database open. Batches share what one of them has asked.
const watches = new WeakMap<Db, HoldsWatch>()

/** The watch of this process over the holds in its database. Nothing is asked while nothing is handed over. */
export function watchHolds(deps: Deps): HoldsWatch {
  const watch = watches.get(deps.db) ?? openWatch(deps)
  watches.set(deps.db, watch)
  return watch
}

/** `askedAtMs`: the monotonic clock just before the database was asked, so that an answer is never younger than it says */
type Known = { held: ReadonlySet<string>; askedAtMs: number }

function openWatch(deps: Deps): HoldsWatch {
  let known: Known | undefined
  let asking: Promise<boolean> | undefined
  let due = true
  const ageMs = () => (known ? deps.clock.monotonicMs() - known.askedAtMs : Number.POSITIVE_INFINITY)
  const ask = async (): Promise<boolean> => {
    const askedAtMs = deps.clock.monotonicMs()
    try {
      known = { held: await readHeld(deps), askedAtMs }
      due = false
      // A hold that is placed meanwhile is heard of sooner than it is looked for.
      void deps.signals.wait(holdsTopic, askAfterMs).then(() => {
        due = true
      })
      return true
    } catch (error) {
      deps.log.warn({ err: error }, 'holds could not be read; nothing is handed over until they can')
      return false
    }
  }
  const askOnce = (): Promise<boolean> => {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
  const look = async (): Promise<void> => {
    for (let n = 0; n < tries && ageMs() > waitAfterMs; n++) if (!(await askOnce())) return
  }
  return {
    look: () => {
      if (due) void askOnce()
      return ageMs() > waitAfterMs ? look() : undefined
    },
    find: (handOver) => (known && ageMs() <= believeForMs ? findIn(known.held, handOver) : 'unknown'),
  }
}

function findIn(held: ReadonlySet<string>, { host, ...rest }: HandOver): 'held' | 'host-held' | undefined {
  if (held.size === 0) return undefined
  const { accountId, issuerIds, publicationId, outletListId, channel } = rest
  const wholly = [`account ${accountId}`, `publication ${publicationId}`, `list ${outletListId}`, `channel ${channel}`]
  if (held.has('wire ') || [...wholly, ...issuerIds.map((id) => `issuer ${id}`)].some((name) => held.has(name))) return 'held'
  return held.has(`host ${host}`) || held.has(`host ${host.replace(/:\d+$/, '')}`) ? 'host-held' : undefined
}

/** Every live hold as `scope subject`. Where the database turns out to be another one, the wire is held first. */
async function readHeld({ db, clock, log }: Omit<Deps, 'signals'>): Promise<ReadonlySet<string>> {
  const [row] = await db.$queryRaw<{ moved: boolean; held: string[] }[]>`
    SELECT (SELECT home <> ${homeHere} FROM wires) AS moved,
      ARRAY(SELECT scope || ' ' || subject FROM holds WHERE lifted_at IS NULL) AS held`
  if (!row?.moved) return new Set(row?.held)
  await holdIfRestored({ db, clock, log })
  return new Set([...row.held, 'wire '])
}
