import { findChannel } from '../channels/list.ts'
import { restSeconds } from '../hosts/breaker.ts'
import type { Attempted } from './attempted.ts'
import { type Bucket, openBucket } from './bucket.ts'
import type { Claim } from './claim.ts'
import { readHostAnswer } from './host-answer.ts'
import { type HostTurns, type Turn, type TurnOrLater, turnsAtOnce } from './host-turns.ts'
import { endpointWindowMs, isShut, type Lane, paceOf, restOf, tellLane, turnsOf } from './lane.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** `onEnd` is called after each turn, with the answer of a delivery that tried whether the host is back. */
type Deps = Pick<WorkerDeps, 'clock' | 'stopping' | 'sign'> & { turns: HostTurns; onEnd: (lane: Lane, probed?: Probed) => void }

/** What a delivery found that tried whether a host is back; until when the breaker stays open where it is not. */
export type Probed = { isBack: boolean; retryAt: Date }

/** What is fetched too early waits so long at most, and then leaves its batch. */
const waitAtMostMs = 5_000

/** How often is looked whether others of this process have given back a turn at the host. */
const lookEveryMs = 50

/**
 * Waits until a delivery may go: its host has a token, its endpoint has one, and not too many are under way. To the millisecond,
 * since a token that lies about is never made up for.
 */
export async function takeLaneTurn(deps: Deps, lane: Lane, claim: Claim): Promise<TurnOrLater> {
  const { clock, stopping, turns } = deps
  const untilMs = clock.monotonicMs() + waitAtMostMs
  try {
    for (;;) {
      const nowMs = clock.monotonicMs()
      const waitMs = waitOf(deps, lane, claim)
      const isOver = stopping.aborted || nowMs >= lane.ownedUntilMs || lane.aliveKey !== deps.sign?.key()
      if (isOver || (waitMs ?? 0) > untilMs - nowMs || nowMs >= untilMs) {
        return { dueAt: new Date(clock.now().getTime() + (isOver ? 0 : (waitMs ?? 0))) }
      }
      if (waitMs === 0 && (!isMachine(claim) || turns.tryTake(claim.host))) return begin(deps, lane, claim)
      await pause(Math.min(waitMs || lookEveryMs, untilMs - nowMs), lane.changed.promise)
    }
  } finally {
    lane.inHand -= 1
  }
}

/** Milliseconds until it may go; undefined where something else has to end first. */
function waitOf({ clock }: Deps, lane: Lane, claim: Claim): number | undefined {
  const nowMs = clock.monotonicMs()
  const restMs = restOf(clock, lane)
  if (isShut(lane)) return lane.probing ? Math.max(restMs, waitAtMostMs + 1) : restMs
  if (lane.open >= turnsOf(lane)) return undefined
  const pace = paceOf(lane)
  const own = endpointOf(lane, claim)
  const [host, endpoint] = [pace ? lane.bucket.nextAtMs(pace, nowMs) : nowMs, own ? own.bucket.nextAtMs(own.limit, nowMs) : nowMs]
  return host === undefined || endpoint === undefined ? undefined : Math.max(restMs, host - nowMs, endpoint - nowMs)
}

function begin(deps: Deps, lane: Lane, claim: Claim): Turn {
  const isProbe = isShut(lane)
  const buckets = [lane.bucket, endpointOf(lane, claim)?.bucket].filter((bucket) => bucket !== undefined)
  for (const bucket of buckets) bucket.take()
  lane.open += 1
  lane.probing ||= isProbe
  return { end: (attempted) => end(deps, lane, { claim, buckets, isProbe, attempted }) }
}

type Ended = { claim: Claim; buckets: Bucket[]; isProbe: boolean; attempted: Attempted | undefined }

function end({ clock, turns, onEnd }: Deps, lane: Lane, { claim, buckets, isProbe, attempted }: Ended): void {
  for (const bucket of buckets) {
    if (attempted) bucket.answered(clock.monotonicMs())
    else bucket.unused()
  }
  lane.open -= 1
  if (isMachine(claim)) turns.end(claim.host)
  const answer = attempted && readHostAnswer(attempted)
  // As a sender without a window of its own behaves: one more for each that is taken, half for each that was too much.
  if (answer?.slowDown) lane.careful = Math.max(1, Math.floor(Math.min(lane.careful, turnsAtOnce) / 2))
  else if (answer?.answer === 'success') lane.careful = lane.careful >= turnsAtOnce ? Number.POSITIVE_INFINITY : lane.careful + 1
  if (isProbe) lane.probing = false
  if (isProbe && attempted) onEnd(lane, endProbe(clock, lane, answer?.answer === 'success'))
  else onEnd(lane)
  tellLane(lane)
}

/** Known here at once, so that nothing follows a probe that failed; the row is written after. */
function endProbe(clock: Deps['clock'], lane: Lane, isBack: boolean): Probed {
  const trips = isBack ? 0 : lane.row.trips + 1
  const retryAt = new Date(clock.now().getTime() + restSeconds(trips) * 1000)
  lane.row = { ...lane.row, breaker: isBack ? 'closed' : 'open', retryAt: isBack ? null : retryAt, trips }
  lane.careful = 1
  return { isBack, retryAt }
}

function endpointOf(lane: Lane, { endpointId, pacePerMinute }: Claim) {
  if (pacePerMinute === null) return undefined
  const bucket = lane.endpoints.get(endpointId)?.bucket ?? openBucket(lane.busyUntilMs)
  const own = { bucket, limit: { limit: pacePerMinute, windowMs: endpointWindowMs } }
  lane.endpoints.set(endpointId, own)
  return own
}

function isMachine({ channel }: Claim): boolean {
  return findChannel(channel)?.class === 'machine'
}

/** Resolves after so many milliseconds, or with the change. */
function pause(ms: number, change: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    void change.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
