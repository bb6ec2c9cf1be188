import type { Clock } from '../clock.ts'
import { type Bucket, type Limit, openBucket } from './bucket.ts'
import { turnsAtOnce } from './host-turns.ts'
import type { OwnedRow } from './own-hosts.ts'

/** What is signalled when deliveries came into a lane. */
export const lanesTopic = 'lanes'

/** How long before its token is back a delivery is fetched: by then it is rendered and in hand. */
export const aheadMs = 400

/** The window of an endpoint's own pace. */
export const endpointWindowMs = 60_000

/** How many of one host are in hand at once, where nothing else bounds it. */
const inHandAtMost = 64

/** The lane of a host that this worker owns. Instants ending in `Ms` are of the monotonic clock. */
export type Lane = {
  row: OwnedRow
  ownedUntilMs: number
  /** the sign of life that it was taken up under: it ends with it, too */
  aliveKey: number | undefined
  /** until when a former owner may have sent */
  busyUntilMs: number | undefined
  bucket: Bucket
  /** those of its endpoints that have a pace of their own */
  endpoints: Map<string, { bucket: Bucket; limit: Limit }>
  /** under way */
  open: number
  /** fetched and not under way yet */
  inHand: number
  /** the one delivery that tries whether the host is back is under way */
  probing: boolean
  /** how many at once are not too much for it, as far as it has shown; infinite where it never complained */
  careful: number
  /** from when on it may be fetched for again, and since when there was nothing to fetch */
  askAtMs: number
  emptySinceMs: number | undefined
  changed: PromiseWithResolvers<void>
}

/** Opens the lane of a host that was just taken up. */
export function openLane(clock: Clock, row: OwnedRow, owned: Pick<Lane, 'ownedUntilMs' | 'aliveKey'>): Lane {
  const busyUntilMs = row.busyForMs === null ? undefined : clock.monotonicMs() + row.busyForMs
  return {
    row,
    ...owned,
    busyUntilMs,
    bucket: openBucket(busyUntilMs),
    endpoints: new Map(),
    open: 0,
    inHand: 0,
    probing: false,
    careful: isSlow(row, clock) ? 1 : Number.POSITIVE_INFINITY,
    askAtMs: 0,
    emptySinceMs: undefined,
    changed: Promise.withResolvers(),
  }
}

/** Takes in the row as it is now. */
export function renewLane(clock: Clock, lane: Lane, row: OwnedRow, ownedUntilMs: number): void {
  // One that has just asked for less begins again with one at a time.
  if (isSlow(row, clock) && !isSlow(lane.row, clock)) lane.careful = 1
  Object.assign(lane, { row, ownedUntilMs })
  tellLane(lane)
}

/** Wakes whoever waits in a lane. */
export function tellLane(lane: Lane): void {
  lane.changed.resolve()
  lane.changed = Promise.withResolvers()
}

/** How many deliveries to fetch now. */
export function wantedBy(clock: Clock, lane: Lane): number {
  const nowMs = clock.monotonicMs()
  if (nowMs + aheadMs >= lane.ownedUntilMs || restOf(clock, lane) > (isShut(lane) ? 0 : aheadMs)) return 0
  if (isShut(lane)) return lane.probing || lane.inHand > 0 ? 0 : 1
  const pace = paceOf(lane)
  const tokens = pace ? lane.bucket.freeAt(pace, nowMs + aheadMs) - lane.inHand : inHandAtMost
  // As many again as may be under way wait in hand: a turn that is given back is taken at once.
  const turns = turnsOf(lane)
  const room = Number.isFinite(turns) ? 2 * turns - lane.open - lane.inHand : inHandAtMost - lane.inHand
  return Math.max(0, Math.min(tokens, room))
}

/** When it may want more, by the monotonic clock; undefined: not before something happens. */
export function nextWantAtMs(clock: Clock, lane: Lane): number | undefined {
  const nowMs = clock.monotonicMs()
  const pace = paceOf(lane)
  if (isShut(lane) && (lane.probing || lane.inHand > 0)) return undefined
  const tokenAtMs = pace && !isShut(lane) ? lane.bucket.nextAtMs(pace, nowMs + aheadMs) : nowMs
  if (tokenAtMs === undefined) return undefined
  const restedAtMs = nowMs + restOf(clock, lane)
  return Math.max(lane.askAtMs, tokenAtMs - aheadMs, isShut(lane) ? restedAtMs : restedAtMs - aheadMs)
}

/** Whether its breaker lets nothing through but the one that tries. */
export function isShut({ row }: Lane): boolean {
  return row.breaker !== 'closed'
}

/** How many may be under way at once; infinite where nobody says. */
export function turnsOf({ row, careful }: Lane): number {
  const isMachine = /:\d+$/.test(row.host)
  return Math.min(row.atOnce ?? Number.POSITIVE_INFINITY, careful, isMachine ? turnsAtOnce : Number.POSITIVE_INFINITY)
}

/** Its pace, if an admin has set one. */
export function paceOf({ row }: Lane): Limit | undefined {
  if (!row.paceLimit || !row.paceWindowSeconds) return undefined
  return { limit: row.paceLimit, windowMs: row.paceWindowSeconds * 1000 }
}

/** Milliseconds for which nothing may go: it asked for a rest, its breaker is open, a former owner may still have some under way. */
export function restOf(clock: Clock, lane: Lane): number {
  const { row, busyUntilMs } = lane
  const leftMs = (at: Date | null) => (at ? at.getTime() - clock.now().getTime() : 0)
  const busyMs = row.atOnce === null || busyUntilMs === undefined ? 0 : busyUntilMs - clock.monotonicMs()
  return Math.max(0, leftMs(row.restsUntil), isShut(lane) ? leftMs(row.retryAt) : 0, busyMs)
}

/** How long ago the last answer was; null where there was none. */
export function answeredMsAgo(clock: Clock, { bucket, endpoints }: Lane): number | null {
  const last = Math.max(...[bucket, ...[...endpoints.values()].map((own) => own.bucket)].map((one) => one.lastMs() ?? -1))
  return last < 0 ? null : clock.monotonicMs() - last
}

/** Whether nothing is under way and every token is back: nobody loses anything if it changes hands. */
export function isQuiet(clock: Clock, lane: Lane): boolean {
  const agoMs = answeredMsAgo(clock, lane)
  const windowMs = Math.max(paceOf(lane)?.windowMs ?? 0, lane.endpoints.size > 0 ? endpointWindowMs : 0)
  return lane.open === 0 && lane.inHand === 0 && (agoMs === null || agoMs > windowMs)
}

function isSlow({ slowedUntil }: OwnedRow, clock: Clock): boolean {
  return slowedUntil !== null && slowedUntil > clock.now()
}
