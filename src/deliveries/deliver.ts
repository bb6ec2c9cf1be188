import { type Claim, claimSlice } from './claim.ts'
import { type Going, loadGoing } from './going.ts'
import { type KeptLease, keepLease } from './keep-lease.ts'
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
  const kept = keepLease(deps, { lease, going, askedAtMs })
  const recorder = openRecorder(deps, lease)
  const open = new Set<Promise<void>>()
  try {
    const send = openSend(deps, going, kept)
    await sendAll(deps, { lease, going, kept, recorder, open, send, pacer: openPacer(deps, going), unsent: [], aside: [] })
  } finally {
    // Whatever failed: what is on its way is awaited, what was sent is recorded, the rest is given back.
    await Promise.all(open)
      .then(() => recorder.close())
      .then(() => endLease(deps, lease))
      .finally(() => kept.release())
  }
  return true
}

type Batch = {
  lease: Lease
  going: Going
  kept: KeptLease
  recorder: Recorder
  open: Set<Promise<void>>
  send: Send
  pacer: Pacer
  /** what the gate, a hold or a stop kept back: nothing more of the batch is begun */
  unsent: Claim[]
  /** those whose host alone is held: they leave the batch, which goes on */
  aside: Claim[]
}

async function sendAll(deps: WorkerDeps, batch: Batch): Promise<void> {
  const { lease, kept, recorder, open, unsent, aside } = batch
  const mayBegin = () => unsent.length === 0 && kept.mayBegin() && !recorder.failed() && !deps.stopping.aborted
  let more = true
  while (more && mayBegin()) {
    const slice = await claimSlice(deps, lease)
    more = slice.more
    for (const claim of await takeFree(deps, batch, slice.claims)) {
      while (open.size >= deps.config.batchConcurrency) await Promise.race(open)
      if (mayBegin()) begin(batch, claim)
      else unsent.push(claim)
    }
  }
  await Promise.all(open)
  // Whoever takes the batch next goes on with it; what is aside is gathered once its host is free.
  const now = deps.clock.now()
  await postpone(deps, lease, [
    ...unsent.map((claim) => ({ claim, dueAt: null })),
    ...aside.map((claim) => ({ claim, dueAt: now })),
  ])
}

/** Those that may go now; what its endpoint's pace or a hold on its host keeps back leaves the batch. */
async function takeFree(deps: WorkerDeps, { lease, going, pacer }: Batch, claims: Claim[]): Promise<Claim[]> {
  const judged = claims.map((claim) => {
    const isHeld = going.findHold(claim) === 'host-held'
    return { claim, isHeld, waitMs: isHeld ? 0 : pacer.take(claim) }
  })
  const now = deps.clock.now().getTime()
  const later = judged.filter(({ isHeld, waitMs }) => isHeld || waitMs > 0)
  await postpone(
    deps,
    lease,
    later.map(({ claim, waitMs }) => ({ claim, dueAt: new Date(now + waitMs) })),
  )
  return judged.filter(({ isHeld, waitMs }) => !isHeld && waitMs === 0).map(({ claim }) => claim)
}

/** Starts one attempt. It never fails: what is not sent is collected, what was tried is recorded. */
function begin({ send, recorder, open, unsent, aside }: Batch, claim: Claim): void {
  const sending = send(claim)
    .then((sent) => {
      if (sent === 'gate-closed') unsent.push(claim)
      else if (sent === 'host-held') aside.push(claim)
      else return recorder.add(sent)
    })
    .finally(() => open.delete(sending))
  open.add(sending)
}
