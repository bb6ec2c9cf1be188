import { openClient } from './client.ts'
import { machineMs } from './clock.ts'
import { readLedger } from './ledger.ts'
import { findMissed, percentile, round, sampleFor } from './pairs.ts'
import { nullTransport, openPipeline } from './pipeline.ts'
import { startRedis } from './redis.ts'
import { type Bench, startBench } from './service.ts'

/** How long after an answer the next is asked for. */
const askEveryMs = 20
/** What the first runs send: of how fast they are the size of the others is told. */
const warmUp = 2_500

/** `p99Ms` is the worst of the runs. */
export type StatusResult = {
  deliveries: number
  reads: number
  p50Ms: number
  p99Ms: number
  exact: boolean
  missed: string[]
}

/**
 * The counters of a release, read over HTTP fifty times a second while the pipeline sends it over the null transport: how long an
 * answer takes, of those that were asked for between the opening of the gate and the last outcome. At rest they are compared with a
 * `count(*)` of the ledger, state by state. A first run is compared, too, and not counted.
 */
export async function benchStatus({ full }: { full: boolean }, say: (line: string) => void): Promise<StatusResult> {
  const redis = await startRedis()
  try {
    const bench = await startBench({ first: 'web', workers: 1, program: nullTransport, env: { REDIS_URL: redis.url } })
    try {
      const first = await openRun(bench, { deliveries: warmUp, aheadMs: 1_500 })
      await first()
      const { exact: firstExact, rate } = await first()
      const size = { wantedSeconds: 3, step: warmUp, least: 2 * warmUp, most: 92_500 }
      const deliveries = full ? 92_500 : sampleFor({ count: warmUp, seconds: warmUp / rate }, size)
      const run = await openRun(bench, { deliveries, aheadMs: full ? 12_000 : 2_500 })
      const runs: Reading[] = []
      for (let n = 0; n < (full ? 3 : 5); n++) {
        const reading = await run()
        runs.push(reading)
        const { taken } = reading
        say(`${Math.round(reading.rate)} a second; ${taken.length} reads, 99 % within ${round(percentile(taken, 0.99))} ms`)
      }
      const p99Ms = round(Math.max(...runs.map(({ taken }) => percentile(taken, 0.99))))
      const exact = firstExact && runs.every((reading) => reading.exact)
      const all = runs.flatMap(({ taken }) => taken)
      return {
        deliveries,
        reads: all.length,
        p50Ms: round(percentile(all, 0.5)),
        p99Ms,
        exact,
        missed: findMissed({ 'p99Ms ≤ 10': p99Ms <= 10, 'exact = true': exact }),
      }
    } finally {
      await bench.close()
    }
  } finally {
    await redis.stop()
  }
}

/** `rate`: deliveries a second; `taken`: milliseconds of each read while they went; `exact`: the counters at rest are the ledger's */
type Reading = { rate: number; taken: number[]; exact: boolean }

type Size = { deliveries: number; aheadMs: number }

async function openRun(bench: Bench, { deliveries, aheadMs }: Size): Promise<() => Promise<Reading>> {
  let releaseId = ''
  let reading = Promise.resolve<Read[]>([])
  let stop = () => {}
  const run = await openPipeline(bench, deliveries, aheadMs, (id) => {
    releaseId = id
    const stopping = new AbortController()
    stop = () => stopping.abort()
    reading = readOn(bench, id, stopping.signal)
  })
  return async () => {
    const rate = await run().finally(() => stop())
    const { startedAt, lastAt } = await readLedger(bench.databaseUrl, releaseId)
    const reads = await reading
    const [from, to] = [startedAt?.getTime() ?? 0, lastAt?.getTime() ?? 0]
    const taken = reads.filter(({ at }) => at >= from && at <= to).map(({ ms }) => ms)
    return { rate, taken, exact: await isExact(bench, releaseId) }
  }
}

/** When it was asked for, epoch milliseconds, and how long the answer took. */
type Read = { at: number; ms: number }

async function readOn(bench: Bench, releaseId: string, stopped: AbortSignal): Promise<Read[]> {
  const api = openClient(bench.url, bench.adminKey)
  const reads: Read[] = []
  while (!stopped.aborted) {
    const [at, began] = [Date.now(), machineMs()]
    await api('GET', `/v1/releases/${releaseId}/status`)
    reads.push({ at, ms: machineMs() - began })
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
  }
  return reads
}

/** Whether the status says of each state what the ledger holds, and of no state less. */
async function isExact(bench: Bench, releaseId: string): Promise<boolean> {
  const { json } = await openClient(bench.url, bench.adminKey)('GET', `/v1/releases/${releaseId}/status`)
  const { ids, states } = await readLedger(bench.databaseUrl, releaseId)
  return json.total === ids.length && Object.entries(json.counts).every(([state, count]) => count === (states[state] ?? 0))
}
