import type { Outcome } from '../channels/channel.ts'
import type { Claim } from './claim.ts'

/** What became of one attempt. */
export type Attempted = { claim: Claim; outcome: Outcome; startedAt: Date; endedAt: Date }
