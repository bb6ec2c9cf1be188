import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/**
 * What this process has seen since it started: each series grows where the thing happens. Labels are closed lists (channels,
 * reasons), never a host, an endpoint or an id. Deliveries of tests count nowhere: nobody hears of them.
 */
export const observed = new Registry()

const registers = [observed]
const attemptSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60]
const lagSeconds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400]

const releases = new Counter({
  name: 'dateline_releases_accepted_total',
  help: 'Releases that were handed in and taken.',
  registers,
})
const publications = new Counter({
  name: 'dateline_publications_accepted_total',
  help: 'Publications that were taken, whenever they go out.',
  registers,
})
const deliveries = new Counter({
  name: 'dateline_deliveries_accepted_total',
  help: 'Deliveries that lists were expanded into.',
  labelNames: ['channel'],
  registers,
})
const delivered = new Counter({
  name: 'dateline_deliveries_delivered_total',
  help: 'Deliveries that were handed over.',
  labelNames: ['channel'],
  registers,
})
const ended = {
  failed: endCounter('failed', 'Deliveries that failed for good.'),
  retrying: endCounter('retried', 'Deliveries that failed for now and will be tried again.'),
  suppressed: endCounter('suppressed', 'Deliveries that ended because the address must not be written to.'),
}
const attempts = new Histogram({
  name: 'dateline_attempt_duration_seconds',
  help: 'How long attempts took.',
  labelNames: ['channel', 'outcome'],
  buckets: attemptSeconds,
  registers,
})
const lag = new Histogram({
  name: 'dateline_hand_over_lag_seconds',
  help: 'From the hour of a delivery, or the end of the hold on it, to its hand-over: at the first attempt, or at a later one.',
  labelNames: ['channel', 'attempt'],
  buckets: lagSeconds,
  registers,
})
const unrecorded = new Gauge({
  name: 'dateline_outcomes_unrecorded',
  help: 'Outcomes that this process holds and Postgres does not have yet.',
  registers,
})

function endCounter(name: string, help: string): Counter<'channel' | 'reason'> {
  return new Counter({ name: `dateline_deliveries_${name}_total`, help, labelNames: ['channel', 'reason'], registers })
}

// Looked up once for each series: with every delivery that would be more work than counting.
const deliveredBy = seriesOf((channel) => delivered.labels({ channel }))
const attemptsOf = seriesOf((channel, outcome) => attempts.labels({ channel, outcome }))
const lagOf = seriesOf((channel, attempt) => lag.labels({ channel, attempt }))

function seriesOf<T>(open: (channel: string, label: string) => T): (channel: string, label?: string) => T {
  const known = new Map<string, T>()
  return (channel, label = '') => {
    const name = `${channel} ${label}`
    const series = known.get(name) ?? open(channel, label)
    known.set(name, series)
    return series
  }
}

/** Adds what Node tells of a process: memory, processor time, event loop, garbage collection. Once is enough. */
export function observeProcess(): void {
  if (observed.getSingleMetric('process_cpu_seconds_total') === undefined) collectDefaultMetrics({ register: observed })
}

/**
 * Lets the counters of a channel begin at 0, so that their first increase is one.
 *
 * @param reasons those that are known in advance, by what a delivery becomes for them; others appear with their first
 */
export function countFromZero(channel: string, reasons: Record<keyof typeof ended, readonly string[]>): void {
  deliveries.inc({ channel }, 0)
  delivered.inc({ channel }, 0)
  for (const reason of reasons.failed) ended.failed.inc({ channel, reason }, 0)
  for (const reason of reasons.retrying) ended.retrying.inc({ channel, reason }, 0)
  for (const reason of reasons.suppressed) ended.suppressed.inc({ channel, reason }, 0)
}

/** A release was taken. */
export function releaseAccepted(): void {
  releases.inc()
}

/** A publication was taken. */
export function publicationAccepted(): void {
  publications.inc()
}

/** A list was expanded into so many deliveries of a channel. */
export function deliveriesAccepted(channel: string, count: number): void {
  deliveries.inc({ channel }, count)
}

/** What deliveries became, as committed; `state` is the new one, and states that are no news are left out of account. */
export function deliveriesMoved(changes: readonly { channel: string; state: string; reason?: string | null }[]): void {
  for (const { channel, state, reason } of changes) {
    if (state === 'delivered') deliveredBy(channel).inc()
    else if (state === 'failed' || state === 'retrying' || state === 'suppressed') {
      ended[state].inc({ channel, reason: reason ?? 'unknown' })
    }
  }
}

/** An attempt ended, whatever way; `outcome` is `delivered`, `temporary` or `permanent`. */
export function attemptEnded({ channel, outcome }: { channel: string; outcome: string }, durationMs: number): void {
  attemptsOf(channel, outcome).observe(durationMs / 1000)
}

/** A delivery was handed over so long after its hour, or after it was let go. */
export function handedOver({ channel, attempt }: { channel: string; attempt: 'first' | 'later' }, lagMs: number): void {
  lagOf(channel, attempt).observe(Math.max(0, lagMs) / 1000)
}

/** So many outcomes more wait to be recorded; fewer, where it is negative. */
export function outcomesWait(change: number): void {
  unrecorded.inc(change)
}
