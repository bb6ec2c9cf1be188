import { channels } from '../channels/list.ts'
import { isDead } from '../db/alive.ts'
import { Prisma } from '../db/client.ts'
import type { WorkerDeps } from './worker-deps.ts'

type Deps = Pick<WorkerDeps, 'db' | 'clock' | 'workerName' | 'sign'>

/** How long a host is a worker's own without a sign of life. */
export const ownedForMs = 10_000

/** How many hosts a worker takes up at once, so that they spread over the workers. */
export const takenUpAtOnce = 8

/** The longest that a request of a former owner may still be under way. */
export const longestSendMs = Math.max(...channels.map(({ deadlineMs }) => deadlineMs))

/** A host that this worker owns, as its row says. Instants of the wall clock but for `busyForMs`, which counts from now. */
export type OwnedRow = {
  host: string
  generation: number
  atOnce: number | null
  paceLimit: number | null
  paceWindowSeconds: number | null
  breaker: string
  retryAt: Date | null
  trips: number
  restsUntil: Date | null
  slowedUntil: Date | null
  /** until when a former owner may have sent; less than 0 for how long ago */
  busyForMs: number | null
}

const columns = Prisma.sql`h.host, h.generation, h.at_once AS "atOnce", h.pace_limit AS "paceLimit",
  h.pace_window_seconds AS "paceWindowSeconds", h.breaker, h.retry_at AS "retryAt", h.trips, h.rests_until AS "restsUntil",
  h.slowed_until AS "slowedUntil", EXTRACT(EPOCH FROM h.busy_until - clock_timestamp())::float * 1000 AS "busyForMs"`

// By Postgres' own clock: those of machines need not agree.
const expiry = Prisma.sql`clock_timestamp() + ${ownedForMs} * interval '1 millisecond'`

/**
 * Takes up some of the hosts in whose lanes deliveries are due and that nobody owns. What an owner that died had under way is
 * waited for.
 *
 * @param aheadMs deliveries that are due only so soon count, too
 */
export async function takeUpHosts({ db, clock, workerName, sign }: Deps, aheadMs: number): Promise<OwnedRow[]> {
  // Without a sign of life others take this worker for dead: it takes up nothing.
  if (sign && sign.key() === undefined) return []
  const soon = new Date(clock.now().getTime() + aheadMs)
  return db.$queryRaw<OwnedRow[]>`
    UPDATE hosts h SET owner = ${workerName}, alive_key = ${sign?.key() ?? null}, generation = h.generation + 1, owner_expires_at = ${expiry},
      busy_until = CASE WHEN h.owner IS NULL THEN h.busy_until ELSE clock_timestamp() + ${longestSendMs} * interval '1 millisecond' END
    FROM (
      SELECT u.host FROM hosts u
      WHERE (u.owner IS NULL OR u.owner_expires_at < clock_timestamp() OR ${isDead(Prisma.sql`u.alive_key`)}) AND EXISTS (
        SELECT FROM deliveries d WHERE d.lane = u.host AND d.batch_id IS NULL AND d.due_at IS NOT NULL AND d.due_at <= ${soon})
      ORDER BY random() LIMIT ${takenUpAtOnce} FOR UPDATE SKIP LOCKED
    ) free WHERE h.host = free.host RETURNING ${columns}`
}

/** Hosts as they were taken up: the generation is the fence. */
export type Owned = { host: string; generation: number }

/** Keeps hosts. Those that are not among what comes back are somebody else's by now. */
export async function renewHosts({ db, workerName }: Deps, owned: Owned[]): Promise<OwnedRow[]> {
  return db.$queryRaw<OwnedRow[]>`
    UPDATE hosts h SET owner_expires_at = ${expiry} FROM ${ownedBy(owned)} o (host, generation)
    WHERE h.host = o.host AND h.generation = o.generation AND h.owner = ${workerName} RETURNING ${columns}`
}

/** A host that is given up, and how long ago its last request was answered. */
export type GivenUp = Owned & { answeredMsAgo: number | null }

/** Gives hosts up. Whoever is next knows until when they were busy. */
export async function giveUpHosts({ db, workerName }: Deps, given: GivenUp[]): Promise<void> {
  await db.$executeRaw`
    UPDATE hosts h SET owner = NULL, alive_key = NULL, owner_expires_at = NULL,
      busy_until = GREATEST(h.busy_until, clock_timestamp() - ago * interval '1 millisecond')
    FROM unnest(${given.map(({ host }) => host)}::text[], ${given.map(({ generation }) => generation)}::int[],
      ${given.map(({ answeredMsAgo }) => answeredMsAgo)}::float[]) AS o (host, generation, ago)
    WHERE h.host = o.host AND h.generation = o.generation AND h.owner = ${workerName}`
}

/** Lets one delivery try whether a host is back. */
export async function beginProbes({ db, clock, workerName }: Deps, owned: Owned[]): Promise<void> {
  await db.$executeRaw`
    UPDATE hosts h SET breaker = 'half-open', updated_at = ${clock.now()} FROM ${ownedBy(owned)} o (host, generation)
    WHERE h.host = o.host AND h.generation = o.generation AND h.owner = ${workerName} AND h.breaker = 'open'`
}

/** The delivery that tried was not taken: the breaker stays open, and for longer. */
export async function endProbe({ db, clock, workerName }: Deps, { host, generation }: Owned, retryAt: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE hosts SET breaker = 'open', retry_at = ${retryAt}, trips = trips + 1, updated_at = ${clock.now()}
    WHERE host = ${host} AND generation = ${generation} AND owner = ${workerName} AND breaker = 'half-open'`
}

function ownedBy(owned: Owned[]): Prisma.Sql {
  return Prisma.sql`unnest(${owned.map(({ host }) => host)}::text[], ${owned.map(({ generation }) => generation)}::int[]) AS`
}
