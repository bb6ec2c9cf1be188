import { channels } from '../channels/list.ts'
import { countFromZero } from '../metrics/observe.ts'

// Beside what a channel itself may answer: what send.ts makes of a fault of ours, and the schedule's end for attempts of unknown outcome.
const ours = { temporary: ['secrets-unreadable', 'channel-fault'], permanent: ['not-prepared', 'worker-lost'] }
// What claim.ts and fail-stranded.ts find.
const refusals = ['endpoint-archived', 'endpoint-paused', 'endpoint-disabled', 'host-down']

/**
 * Shows every series of deliveries as 0 before its first: of one that appears with its first burst `increase()` tells nothing. That is some
 * fifty for a channel. A temporary reason is one of `failed`, too, once the schedule is spent.
 */
export function beginCounting(): void {
  for (const { key, reasons } of channels) {
    const retrying = [...reasons.temporary, ...ours.temporary]
    const failed = [...reasons.permanent, ...ours.permanent, ...refusals, ...retrying]
    countFromZero(key, { retrying, failed, suppressed: ['suppressed'] })
  }
}
