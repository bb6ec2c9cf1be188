import { setTimeout } from 'node:timers/promises'
import type { Going } from './going.ts'
import { heartbeatMs, type Lease, leaseMs, renewLease } from './lease.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** A lease that is kept: renewed in the background, with a look at whether the publication may still go. */
export type KeptLease = {
  /** whether a send that takes at most so long would end within the lease, and the gate is open */
  mayBegin(forMs?: number): boolean
  release(): void
}

/** `askedAtMs`: the monotonic clock just before the lease was asked for */
type Kept = { lease: Lease; going: Going; askedAtMs: number }

/** Keeps a lease alive until it is released. */
export function keepLease(deps: WorkerDeps, { lease, going, askedAtMs }: Kept): KeptLease {
  const released = new AbortController()
  // Monotonic: a wall clock that is set back must not lengthen a lease.
  let endsAtMs = askedAtMs + leaseMs
  let lost = false
  // The moment the sign of life is gone others may take the batch.
  const isAlive = () => !deps.sign || deps.sign.key() === lease.aliveKey
  const beat = async (): Promise<void> => {
    await going.refresh()
    const nowMs = deps.clock.monotonicMs()
    if (endsAtMs - nowMs > leaseMs - heartbeatMs) return
    if (await renewLease(deps, lease)) endsAtMs = nowMs + leaseMs
    else lost = true
  }
  const beatOn = async (): Promise<void> => {
    while (!lost) {
      await setTimeout(heartbeatMs / 4, undefined, { signal: released.signal, ref: false })
      // A database that cannot be asked renews nothing: the lease runs out meanwhile, and with it the right to begin.
      await beat().catch((error: unknown) => deps.log.warn({ err: error, batchId: lease.batchId }, 'lease not renewed'))
    }
  }
  // Ends by being aborted; nothing else rejects.
  beatOn().catch(() => {})
  return {
    mayBegin: (forMs = 0) => !lost && isAlive() && going.mayHandOver() && endsAtMs - deps.clock.monotonicMs() > forMs,
    release: () => released.abort(),
  }
}
