import type { Sender } from '../channels/channel.ts'
import type { Alive } from '../db/alive.ts'
import type { AppDeps } from '../deps.ts'

/** What a worker has open beside everything else: the channels, and the word to stop. */
export type WorkerDeps = AppDeps & {
  senders: Readonly<Record<string, Sender>>
  /** aborted when the process is told to stop: nothing new is begun */
  stopping: AbortSignal
  /** what tells others that this worker is dead; left out, only the end of its leases does */
  sign?: Alive
}
