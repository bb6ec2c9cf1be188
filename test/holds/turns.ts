import { openSenders } from '../../src/channels/list.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { lostRingMs } from '../../src/deliveries/sweep.ts'
import type { WorkerDeps } from '../../src/deliveries/worker-deps.ts'
import type { AppDeps } from '../../src/deps.ts'
import { sweep } from '../../src/worker.ts'
import type { HandClock } from '../harness/clock.ts'

/** A worker that is moved by hand and that no ring reaches. */
export type Turns = {
  worker: WorkerDeps
  /** one turn, then another once every ring has been given up for lost */
  turn(): Promise<void>
  close(): Promise<void>
}

export function openTurns(deps: AppDeps, clock: HandClock): Turns {
  const { senders, close } = openSenders({ fetch: deps.fetch, smtpUrl: deps.config.smtpUrl, dkim: deps.config.dkim })
  const worker = { ...deps, senders, stopping: new AbortController().signal }
  const once = async () => {
    for (const { id } of await sweep(worker, 10)) await deliverBatch(worker, id)
  }
  return {
    worker,
    turn: async () => {
      await once()
      clock.advance(lostRingMs + 1)
      await once()
    },
    close,
  }
}
