import { killPoint } from '../kill-point.ts'
import { openOnTime, warm } from './arm.ts'
import type { Attempted } from './attempted.ts'
import { type BatchLine, openBatchLine } from './batch-line.ts'
import { type Claim, claimSlice, sliceSize } from './claim.ts'
import { type Crowd, openCrowd } from './crowd.ts'
import { endLease } from './end-lease.ts'
import { finishAfterBatch } from './finish.ts'
import { type Going, loadGoing } from './going.ts'
import { type KeptLease, keepLease } from './keep-lease.ts'
import { type ArmedLease, type Lease, leaseBatch } from './lease.ts'
import { ownBatches } from './own-batches.ts'
import { openPlaces, type Places } from './places.ts'
import { type Postponed, postpone } from './postpone.ts'
import { planRecording } from './record.ts'
import { openRecorder, type Recorder } from './recorder.ts'
import { releaseRest } from './release-rest.ts'
import { type Route, routeByHosts } from './route.ts'
import { openSend, type Send, type Unsent } from './send.ts'
import { takeTurn } from './turn.ts'
import { watchHosts } from './watch-hosts.ts'
import { type SuppressionsWatch, watchSuppressions } from './watch-suppressions.ts'
import type { WorkerDeps } from './worker-deps.ts'

/**
 * Delivers one batch: leases it, claims its deliveries slice by slice, sends with bounded concurrency, records outcomes in
 * bulk. A batch that somebody else has, or whose hour has not come, is left alone.
 *
 * @param arm whether to take a batch whose hour is seconds away: it is made ready, and goes when the gate opens
 * @param freed called when what is left of the batch are sends that take long: another may begin beside them
 * @returns whether there was anything to do
 * @throws when the database fails; what was sent by then is recorded as soon as it can be
 */
export async function deliverBatch(
  deps: WorkerDeps,
  batchId: string,
  { arm = false, freed = () => {} }: { arm?: boolean; freed?: () => void } = {},
): Promise<boolean> {
  if (deps.stopping.aborted) return false
  // Counted from before the row says so: what this worker believes never outlasts what others see.
  const askedAtMs = deps.clock.monotonicMs()
  const lease = await leaseBatch(deps, batchId, { arm })
  if (!lease) return false
  killPoint('after-lease')
  await deliverLeased(deps, lease, { askedAtMs, freed, route: routeByHosts(deps) })
  return true
}

/** `askedAtMs`: the monotonic clock just before the lease was asked for */
type Way = { askedAtMs: number; freed: () => void; route: Route }

/** The same for a batch that this worker has leased already. */
export async function deliverLeased(
  deps: WorkerDeps,
  lease: Lease | ArmedLease,
  { askedAtMs, freed, route }: Way,
): Promise<void> {
  const own = ownBatches(deps.db).add(lease.batchId)
  try {
    await deliverOwn(deps, lease, { askedAtMs, freed, route })
  } finally {
    own.delete(lease.batchId)
  }
}

async function deliverOwn(deps: WorkerDeps, lease: Lease | ArmedLease, { askedAtMs, freed, route }: Way): Promise<void> {
  const going = await loadGoing(deps, lease)
  const kept = keepLease(deps, { lease, going, askedAtMs })
  const recorder = openRecorder(deps, lease)
  const line = openBatchLine(deps, { lease, going })
  const [open, waiting] = [openCrowd(), openCrowd()]
  try {
    const isArmed = 'armed' in lease && lease.armed
    // Not waited for: a far side that hangs must not keep the others past their hour.
    if (isArmed) void warm(deps, { going, lease, plan: () => planAhead(deps, lease, route) })
    let first: Slice | undefined
    const atLast = async () => {
      const [slice] = await Promise.all([claimNext(deps, { lease, route }), going.look()])
      first = slice
    }
    if (isArmed && !(await openInLine(deps, { going, lease, line, atLast }))) return
    const suppressions = watchSuppressions(deps, lease)
    const send = openSend(deps, { going, kept, suppressions })
    const places = openPlaces(deps, deps.config.batchConcurrency)
    const batch = { lease, going, kept, recorder, line, open, waiting, route, send, suppressions, places }
    await sendAll(deps, { ...batch, stopped: false, back: [] }, { first, freed })
  } finally {
    // Whatever failed: what is on its way is awaited, what was sent is recorded, the rest is given back.
    await open
      .until(() => open.size() === 0)
      .then(() => recorder.close())
      .then(() => endLease(deps, lease))
      .then(() => finishAfterBatch(deps, lease.publicationId))
      .finally(() => {
        kept.release()
        line.end()
      })
  }
}

/** Asks for nothing, so that the first who asks for something does not wait for a plan. */
async function planAhead(deps: WorkerDeps, lease: Lease, route: Route): Promise<void> {
  await claimSlice(deps, { ...lease, generation: -1 }, route)
  await planRecording(deps)
}

async function openInLine(
  deps: WorkerDeps,
  { line, ...armed }: Parameters<typeof openOnTime>[1] & { line: BatchLine },
): Promise<boolean> {
  const readyAtMs = deps.clock.monotonicMs()
  return openOnTime(deps, armed).finally(() => line.waited(deps.clock.monotonicMs() - readyAtMs))
}

type Batch = {
  lease: Lease
  going: Going
  kept: KeptLease
  recorder: Recorder
  line: BatchLine
  /** claims that have been begun with, in whatever way */
  open: Crowd
  /** those of them that wait for a turn at their host or for a place */
  waiting: Crowd
  route: Route
  send: Send
  suppressions: SuppressionsWatch
  places: Places
  /** the gate, a hold or a stop kept something back: nothing more of the batch is begun */
  stopped: boolean
  /** what leaves the batch without an attempt */
  back: Postponed[]
  /** what went wrong with one of them, and should not have */
  failure?: { error: unknown }
}

/** `askedAtMs`: the monotonic clock just before they were claimed */
type Slice = Awaited<ReturnType<typeof claimSlice>> & { askedAtMs: number }

async function claimNext(deps: WorkerDeps, { lease, route }: Pick<Batch, 'lease' | 'route'>): Promise<Slice> {
  const askedAtMs = deps.clock.monotonicMs()
  const slice = await claimSlice(deps, lease, route)
  killPoint('after-claim')
  return { ...slice, askedAtMs }
}

/** `first`: what was claimed before the hour */
type Begun = { first: Slice | undefined; freed: () => void }

async function sendAll(deps: WorkerDeps, batch: Batch, { first, freed }: Begun): Promise<void> {
  const { lease, line, open, suppressions, places, waiting } = batch
  let [more, next] = [true, first]
  while (more && mayBegin(deps, batch)) {
    const slice = next ?? (await claimNext(deps, batch))
    next = undefined
    more = slice.more
    line.claimed(slice.claims.length)
    const free = takeFree(deps, batch, slice.claims)
    suppressions.add(free, slice.askedAtMs)
    for (const claim of free) begin(deps, batch, claim)
    await giveBack(deps, batch)
    await waiting.until(() => places.queued() === 0 && waiting.size() < sliceSize)
  }
  if (more && deps.stopping.aborted) await releaseRest(deps, lease)
  await waiting.until(() => waiting.size() === 0)
  await giveBack(deps, batch)
  await places.onlySlow()
  freed()
  await open.until(() => open.size() === 0)
  await giveBack(deps, batch)
  if (batch.failure) throw batch.failure.error
}

function mayBegin({ stopping }: WorkerDeps, { stopped, failure, kept, recorder }: Batch): boolean {
  return !stopped && !failure && kept.mayBegin() && !recorder.failed() && !stopping.aborted
}

async function giveBack(deps: WorkerDeps, { lease, line, back }: Batch): Promise<void> {
  const postponed = back.splice(0)
  line.postponed(postponed.length)
  await postpone(deps, lease, postponed)
}

/** Those that may go now; what a hold on its host keeps back leaves the batch. */
function takeFree({ clock }: WorkerDeps, { going, back }: Batch, claims: Claim[]): Claim[] {
  const held = claims.filter((claim) => going.findHold(claim) === 'host-held')
  if (held.length === 0) return claims
  back.push(...held.map((claim) => ({ claim, dueAt: clock.now() })))
  return claims.filter((claim) => !held.includes(claim))
}

/** Starts one attempt: what is not sent is collected, what was tried is recorded. If it fails, we are wrong: the batch begins nothing more. */
function begin(deps: WorkerDeps, batch: Batch, claim: Claim): void {
  const { open, waiting } = batch
  let waits = true
  const endWaiting = () => {
    if (waits) waiting.leave()
    waits = false
  }
  open.enter()
  waiting.enter()
  void sendOne(deps, batch, { claim, endWaiting })
    .catch((error: unknown) => {
      batch.failure ??= { error }
    })
    .finally(() => {
      endWaiting()
      open.leave()
    })
}

/**
 * A turn at the host first, then one at the channel, then a place in the batch and room for the outcome: who waits for what is busy
 * keeps neither from the others. Waited for here, not in the channel's own pool: whoever waits there has begun, and no hold would stop it.
 */
async function sendOne(
  deps: WorkerDeps,
  batch: Batch,
  { claim, endWaiting }: { claim: Claim; endWaiting: () => void },
): Promise<void> {
  const { going, recorder, line, route, send, places, back } = batch
  const turn = await route.take(claim)
  if ('dueAt' in turn) {
    back.push({ claim, dueAt: turn.dueAt, byLane: true })
    return
  }
  const asker = { atOnce: going.senderOf(claim.channel)?.atOnce, urgent: going.isUrgent, stopping: deps.stopping }
  const endTurn = await takeTurn(claim.channel, asker)
  const place = await places.take()
  endWaiting()
  const room = await recorder.reserve()
  place.begin(room.free)
  let sent: Attempted | Unsent = 'gate-closed'
  try {
    if (mayBegin(deps, batch)) sent = await send(claim)
    if (typeof sent === 'string') keepBack(deps, batch, claim, sent)
    else recorder.add(sent)
  } finally {
    turn.end(typeof sent === 'string' ? undefined : sent)
    endTurn()
    room.free()
    place.leave()
  }
  if (typeof sent === 'string') return
  line.attempted(sent)
  if (!going.test) watchHosts(deps).note(sent)
}

/**
 * What stays is given back with the batch. What leaves it is gathered once its host is free, or at once: then its claim finds it
 * suppressed or superseded and ends it.
 */
function keepBack({ clock, stopping }: WorkerDeps, batch: Batch, claim: Claim, unsent: Unsent): void {
  if (unsent === 'gate-closed') batch.stopped = true
  // A worker that stops has sends to wait for, and its batch with it.
  if (unsent !== 'gate-closed' || stopping.aborted) batch.back.push({ claim, dueAt: clock.now() })
}
