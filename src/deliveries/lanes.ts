import { inTransaction } from '../db/client.ts'
import { closeBreaker } from '../hosts/breaker.ts'
import { hostsTopic } from '../hosts/host.ts'
import type { Claim } from './claim.ts'
import { deliverLeased } from './deliver.ts'
import { failStranded } from './fail-stranded.ts'
import { gatherLanes, type LaneBatch } from './gather-lanes.ts'
import type { TurnOrLater } from './host-turns.ts'
import {
  aheadMs,
  answeredMsAgo,
  endpointWindowMs,
  isQuiet,
  isShut,
  type Lane,
  lanesTopic,
  nextWantAtMs,
  openLane,
  renewLane,
  tellLane,
  wantedBy,
} from './lane.ts'
import {
  beginProbes,
  endProbe,
  giveUpHosts,
  type OwnedRow,
  ownedForMs,
  renewHosts,
  takenUpAtOnce,
  takeUpHosts,
} from './own-hosts.ts'
import { type Probed, takeLaneTurn } from './take-lane-turn.ts'
import { watchHosts } from './watch-hosts.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** The lanes of the hosts that this worker owns. */
export type Lanes = {
  /** Looks once for hosts without an owner, fetches what may go, and begins to send it. */
  turn(): Promise<void>
  /** milliseconds until something may be to do, at most a second */
  idleMs(): number
  /** Calls back whenever something may be to do sooner. */
  onChange(wake: () => void): void
  /** Resolves when what was begun has ended. */
  settled(): Promise<void>
  /** Waits for what was begun, and gives every host up. */
  close(): Promise<void>
}

const renewEveryMs = ownedForMs / 4
const lookEveryMs = 1000
const strandedEveryMs = 60_000
/** A host in whose lane nothing was due for so long is somebody else's again. */
const emptyForMs = 5_000
/** Deliveries that are fetched with one statement. */
const fetchedAtOnce = 256

type State = {
  lanes: Map<string, Lane>
  /** batches, and what is written after them; none of it rejects */
  underWay: Set<Promise<void>>
  wake: () => void
  renewAtMs: number
  lookAtMs: number
  strandedAtMs: number
}

/** Opens the lanes of this worker. */
export function openLanes(deps: WorkerDeps): Lanes {
  const state: State = { lanes: new Map(), underWay: new Set(), wake: () => {}, renewAtMs: 0, lookAtMs: 0, strandedAtMs: 0 }
  const closed = listen(deps, state)
  const settled = async () => {
    while (state.underWay.size > 0) await Promise.all(state.underWay)
  }
  return {
    turn: async () => {
      if (deps.clock.monotonicMs() >= state.renewAtMs) await renew(deps, state)
      if (deps.clock.monotonicMs() >= state.lookAtMs) await takeUp(deps, state)
      await fetch(deps, state)
      await giveUp(deps, state, (lane) => isForgotten(deps, lane))
    },
    idleMs: () => idleMs(deps, state),
    onChange: (wake) => {
      state.wake = wake
    },
    settled,
    close: async () => {
      closed.abort()
      await settled()
      await giveUp(deps, state, () => true)
    },
  }
}

/** Hears of limits that changed, of deliveries that came into a lane, and of the worker's end. */
function listen({ signals, stopping }: WorkerDeps, state: State): AbortController {
  const closed = new AbortController()
  // Who waits in a lane is sent away.
  stopping.addEventListener('abort', () => {
    for (const lane of state.lanes.values()) tellLane(lane)
  })
  const hear = async (topic: string, tell: () => void): Promise<void> => {
    while (!closed.signal.aborted) {
      await signals.wait(topic, 60_000, closed.signal)
      tell()
      state.wake()
    }
  }
  void hear(hostsTopic, () => {
    state.renewAtMs = 0
  })
  void hear(lanesTopic, () => {
    state.lookAtMs = 0
    for (const lane of state.lanes.values()) lane.askAtMs = 0
  })
  return closed
}

async function renew(deps: WorkerDeps, state: State): Promise<void> {
  const { clock, sign } = deps
  const askedAtMs = clock.monotonicMs()
  state.renewAtMs = askedAtMs + renewEveryMs
  if (state.lanes.size === 0) return
  const rows = new Map(
    (
      await renewHosts(
        deps,
        [...state.lanes.values()].map(({ row }) => row),
      )
    ).map((row) => [row.host, row]),
  )
  for (const [host, lane] of state.lanes) {
    const row = rows.get(host)
    if (row && lane.aliveKey === sign?.key()) renewLane(clock, lane, row, askedAtMs + ownedForMs)
    else drop(state, lane)
  }
  if (askedAtMs < state.strandedAtMs) return
  state.strandedAtMs = askedAtMs + strandedEveryMs
  await failStranded(
    deps,
    [...state.lanes.values()].filter(isShut).map(({ row }) => row.host),
  )
}

/** It is somebody else's by now: what waits here goes back into the lane. */
function drop({ lanes }: State, lane: Lane): void {
  lanes.delete(lane.row.host)
  lane.ownedUntilMs = 0
  tellLane(lane)
}

async function takeUp(deps: WorkerDeps, state: State): Promise<void> {
  const { clock, sign, stopping } = deps
  if (stopping.aborted) return
  const askedAtMs = clock.monotonicMs()
  const aliveKey = sign?.key()
  const rows = await takeUpHosts(deps, aheadMs)
  for (const row of rows) state.lanes.set(row.host, openLane(clock, row, { ownedUntilMs: askedAtMs + ownedForMs, aliveKey }))
  // Where there were as many as one takes there are more; others come first, perhaps.
  state.lookAtMs = askedAtMs + (rows.length < takenUpAtOnce ? lookEveryMs : 0)
}

async function fetch(deps: WorkerDeps, state: State): Promise<void> {
  const { clock } = deps
  const nowMs = clock.monotonicMs()
  let room = fetchedAtOnce
  const asking = [...state.lanes.values()].flatMap((lane) => {
    const count = lane.askAtMs > nowMs ? 0 : Math.min(room, wantedBy(clock, lane))
    room -= count
    return count > 0 ? [{ lane, count }] : []
  })
  if (asking.length === 0) return
  const probing = asking.filter(({ lane }) => isShut(lane)).map(({ lane }) => lane.row)
  if (probing.length > 0) await beginProbes(deps, probing)
  const wanted = asking.map(({ lane, count }) => ({ ...lane.row, count, endpointsRest: mayEndpointsBeBusy(lane, nowMs) }))
  const batches = await gatherLanes(
    deps,
    wanted,
    endpointsLeft(
      asking.map(({ lane }) => lane),
      nowMs,
    ),
  )
  for (const { lane, count } of asking) {
    const fetched = batches.reduce((sum, { hosts }) => sum + (hosts.get(lane.row.host) ?? 0), 0)
    lane.inHand += fetched
    lane.askAtMs = fetched < count ? nowMs + lookEveryMs : nowMs
    if (fetched > 0) lane.emptySinceMs = undefined
    else lane.emptySinceMs ??= nowMs
  }
  for (const batch of batches) send(deps, state, batch, nowMs)
}

function mayEndpointsBeBusy({ busyUntilMs }: Lane, nowMs: number): boolean {
  return busyUntilMs !== undefined && busyUntilMs + endpointWindowMs > nowMs
}

function endpointsLeft(lanes: Lane[], nowMs: number) {
  return lanes.flatMap(({ endpoints }) =>
    [...endpoints].map(([endpointId, { bucket, limit }]) => ({
      endpointId,
      left: Math.max(0, bucket.freeAt(limit, nowMs + aheadMs)),
    })),
  )
}

/** Sends a batch, the ordinary way but for who gives turns. `askedAtMs`: from before it was leased. */
function send(deps: WorkerDeps, state: State, { lease, hosts }: LaneBatch, askedAtMs: number): void {
  const inHand = new Map([...hosts].map(([host, count]) => [host, { lane: state.lanes.get(host), count }]))
  const onEnd = (lane: Lane, probed?: Probed) => {
    if (probed) keep(state, writeProbe(deps, lane.row, probed))
    state.wake()
  }
  const { turns } = watchHosts(deps)
  const take = async (claim: Claim): Promise<TurnOrLater> => {
    const mine = inHand.get(claim.host)
    if (!mine?.lane) return { dueAt: deps.clock.now() }
    mine.count -= 1
    return takeLaneTurn({ ...deps, turns, onEnd }, mine.lane, claim)
  }
  const route = { isLane: true, clogged: () => [], take }
  const work = deliverLeased(deps, lease, { askedAtMs, freed: () => {}, route })
    .catch((error: unknown) => deps.log.error({ err: error, batchId: lease.batchId }, 'batch failed'))
    .finally(() => {
      // What its claim kept back was in hand, too.
      for (const { lane, count } of inHand.values()) if (lane) lane.inHand -= count
      state.wake()
    })
  keep(state, work)
}

/** Remembers what is under way until it has ended: nothing of it is left when the lanes are closed. */
function keep({ underWay }: State, work: Promise<void>): void {
  underWay.add(work)
  void work.finally(() => underWay.delete(work))
}

async function writeProbe(deps: WorkerDeps, row: OwnedRow, { isBack, retryAt }: Probed): Promise<void> {
  const { db, clock, log } = deps
  const write = isBack
    ? inTransaction(db, (tx) => closeBreaker({ tx, clock }, undefined, { host: row.host, reason: 'it took what was tried' }))
    : endProbe(deps, row, retryAt)
  await Promise.resolve(write).catch((error: unknown) =>
    log.warn({ err: error, host: row.host }, 'the end of a probe was not written'),
  )
  if (isBack) log.info({ host: row.host }, 'a host is back: its breaker is closed')
}

function isForgotten({ clock }: WorkerDeps, lane: Lane): boolean {
  const emptyMs = lane.emptySinceMs === undefined ? 0 : clock.monotonicMs() - lane.emptySinceMs
  return emptyMs > emptyForMs && isQuiet(clock, lane)
}

async function giveUp(deps: WorkerDeps, state: State, isOver: (lane: Lane) => boolean): Promise<void> {
  const over = [...state.lanes.values()].filter(isOver)
  if (over.length === 0) return
  for (const lane of over) drop(state, lane)
  await giveUpHosts(
    deps,
    over.map((lane) => ({ ...lane.row, answeredMsAgo: answeredMsAgo(deps.clock, lane) })),
  )
}

function idleMs({ clock }: WorkerDeps, { lanes, renewAtMs, lookAtMs }: State): number {
  const nowMs = clock.monotonicMs()
  const nexts = [...lanes.values()].flatMap((lane) => {
    if (wantedBy(clock, lane) > 0) return [lane.askAtMs]
    const next = nextWantAtMs(clock, lane)
    return next !== undefined && next > nowMs ? [next] : []
  })
  const soonest = Math.min(nowMs + lookEveryMs, renewAtMs, lookAtMs, ...nexts)
  return Math.max(0, soonest - nowMs)
}
