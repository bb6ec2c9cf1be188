import { type Claim, claimSlice } from './claim.ts'
import { loadGoing } from './going.ts'
import { type Hold, holdLease } from './hold.ts'
import { endLease, type Lease, leaseBatch } from './lease.ts'
import { openPacer, type Pacer } from './pace.ts'
import { postpone } from './postpone.ts'
import { openRecorder, type Recorder } from './recorder.ts'
import { openSend, type Send } from './send.ts'
import type { WorkerDeps } from './worker-deps.ts'

/**
 * Delivers one batch: leases it, claims its deliveries slice by slice, sends with bounded concurrency, records outcomes in
 * bulk. A batch that somebody else has, or whose hour has not come, is left alone.
 *
 * @returns whether there was anything to do
 * @throws when the database fails; what was sent by then is recorded as soon as it can be
 */
export async function deliverBatch(deps: WorkerDeps, batchId: string): Promise<boolean> {
  if (deps.stopping.aborted) return false
  // Counted from before the row says so: what this worker believes never outlasts what others see.
  const askedAtMs = deps.clock.monotonicMs()
  const lease = await leaseBatch(deps, batchId)
  if (!lease) return false
  const going = await loadGoing(deps, lease)
  const hold = holdLease(deps, { lease, going, askedAtMs })
  const recorder = openRecorder(deps, lease)
  const open = new Set<Promise<void>>()
  try {
    await sendAll(deps, { lease, hold, recorder, open, send: openSend(deps, going, hold), pacer: openPacer(deps), unsent: [] })
  } finally {
    // Whatever failed: what is on its way is awaited, what was sent is recorded, the rest is given back.
    await Promise.all(open)
      .then(() => recorder.close())
      .then(() => endLease(deps, lease))
      .finally(() => hold.release())
  }
  return true
}

type Batch = { lease: Lease; hold: Hold; recorder: Recorder; open: Set<Promise<void>>; send: Send; pacer: Pacer; unsent: Claim[] }

async function sendAll(deps: WorkerDeps, batch: Batch): Promise<void> {
  const { lease, hold, recorder, open, unsent } = batch
  const mayBegin = () => unsent.length === 0 && hold.mayBegin() && !recorder.failed() && !deps.stopping.aborted
  let more = true
  while (more && mayBegin()) {
    const slice = await claimSlice(deps, lease)
    more = slice.more
    for (const claim of await takePaced(deps, batch, slice.claims)) {
      while (open.size >= deps.config.batchConcurrency) await Promise.race(open)
      if (mayBegin()) begin(batch, claim)
      else unsent.push(claim)
    }
  }
  await Promise.all(open)
  // What the gate or a stop held back goes on with whoever takes the batch next.
  const back = unsent.map((claim) => ({ claim, dueAt: null }))
  await postpone(deps, lease, back)
}

/** Those that may go now; what its endpoint's pace holds back leaves the batch until its hour. */
async function takePaced(deps: WorkerDeps, { lease, pacer }: Batch, claims: Claim[]): Promise<Claim[]> {
  const paced = claims.map((claim) => ({ claim, waitMs: pacer.take(claim) }))
  const now = deps.clock.now().getTime()
  const later = paced.filter(({ waitMs }) => waitMs > 0).map(({ claim, waitMs }) => ({ claim, dueAt: new Date(now + waitMs) }))
  await postpone(deps, lease, later)
  return paced.filter(({ waitMs }) => waitMs === 0).map(({ claim }) => claim)
}

/** Starts one attempt. It never fails: what the gate held back is collected, what was tried is recorded. */
function begin({ send, recorder, open, unsent }: Batch, claim: Claim): void {
  const sending = send(claim)
    .then((attempted) => (attempted === 'gate-closed' ? void unsent.push(claim) : recorder.add(attempted)))
    .finally(() => open.delete(sending))
  open.add(sending)
}
