import { isAvailable } from '../channels/channel.ts'
import { startSpan } from '../tracing/span.ts'
import type { Attempted } from './attempted.ts'
import type { Going } from './going.ts'
import type { Lease } from './lease.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** What a batch came to, gathered while it goes: one wide line of the log and one span. Ids and figures only, never an address or a text. */
export type BatchLine = {
  claimed(count: number): void
  /** given back without an attempt */
  postponed(count: number): void
  attempted(attempted: Attempted): void
  /** how long it waited for its hour, ready to go */
  waited(ms: number): void
  /** Writes the line and ends the span. */
  end(): void
}

type Deps = Pick<WorkerDeps, 'log' | 'clock' | 'config' | 'workerName'>

/** Opens the line of a batch that was just leased; its span goes on with the trace of the publishing. */
export function openBatchLine(deps: Deps, { lease, going }: { lease: Lease; going: Going }): BatchLine {
  const { log, clock, config, workerName: worker } = deps
  const { batchId, publicationId, dispatchId, generation } = lease
  const beganAtMs = clock.monotonicMs()
  const all: Attempted[] = []
  const counts = { claimed: 0, postponed: 0, gateWaitMs: 0 }
  const span = startSpan('batch', { parent: going.traceparent })
  return {
    claimed: (count) => {
      counts.claimed += count
    },
    postponed: (count) => {
      counts.postponed += count
    },
    waited: (ms) => {
      counts.gateWaitMs += Math.round(ms)
    },
    attempted: (attempted) => {
      if (span.recorded && all.length % config.traceOneIn === 0) traceHandOver(span.traceparent ?? null, attempted)
      all.push(attempted)
    },
    end: () => {
      const ms = Math.round(clock.monotonicMs() - beganAtMs)
      const line = {
        batchId,
        publicationId,
        dispatchId,
        worker,
        generation,
        ...counts,
        ms,
        renderMs: Math.round(going.renderMs()),
        ...sumUp(all),
      }
      log.info(line, 'batch')
      span.set(Object.fromEntries(Object.entries(line).map(([key, value]) => [`dateline.${key}`, shown(value)])))
      span.end()
    },
  }
}

/** The figures of all attempts of a batch. */
function sumUp(all: readonly Attempted[]) {
  const sendMs = all.map(msOf).sort((a, b) => a - b)
  const handed = all.filter(({ outcome }) => outcome.kind === 'delivered' && !isAvailable(outcome))
  const at = handed.map(({ endedAt }) => endedAt.getTime())
  const late = handed.map(({ claim, endedAt }) => endedAt.getTime() - claim.hourAt.getTime())
  const [first, last] = [at.reduce(least, Infinity), at.reduce(most, -Infinity)]
  return {
    channel: [...new Set(all.map(({ claim }) => claim.channel))].join(' '),
    attempts: all.length,
    outcomes: count(all.map(({ outcome }) => outcome.kind)),
    reasons: count(all.flatMap(({ outcome }) => (outcome.kind === 'delivered' ? [] : [outcome.reason]))),
    sendP50Ms: sendMs[Math.ceil(sendMs.length * 0.5) - 1],
    sendP95Ms: sendMs[Math.ceil(sendMs.length * 0.95) - 1],
    sendMaxMs: sendMs.at(-1),
    ...(handed.length > 0 && {
      firstHandOverAt: new Date(first).toISOString(),
      lastHandOverAt: new Date(last).toISOString(),
      lateMs: late.reduce(least, Infinity),
    }),
  }
}

function traceHandOver(parent: string | null, { claim, outcome, startedAt, endedAt }: Attempted): void {
  const attributes = {
    'dateline.delivery_id': claim.id,
    'dateline.channel': claim.channel,
    'dateline.attempt': claim.attempt,
    'dateline.outcome': outcome.kind,
    ...(outcome.kind !== 'delivered' && { 'dateline.reason': outcome.reason }),
  }
  const span = startSpan('send', { parent, kind: 'client', attributes, startedAt })
  if (outcome.kind !== 'delivered') span.fail(undefined)
  span.end(endedAt)
}

function msOf({ startedAt, endedAt }: Attempted): number {
  return Math.max(0, endedAt.getTime() - startedAt.getTime())
}

function least(a: number, b: number): number {
  return Math.min(a, b)
}

function most(a: number, b: number): number {
  return Math.max(a, b)
}

function count(keys: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, group]) => [key, group.length]))
}

/** An attribute of a span is one value. */
function shown(value: unknown): string | number | undefined {
  if (value === undefined || typeof value === 'string' || typeof value === 'number') return value
  return JSON.stringify(value)
}
