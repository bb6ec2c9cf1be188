import { openClient } from './client.ts'
import { machineMs } from './clock.ts'
import { withClient } from './ledger.ts'
import { findMissed, percentile, round } from './pairs.ts'
import { nullTransport, openPipeline } from './pipeline.ts'
import { startRedis } from './redis.ts'
import { type Bench, startBench } from './service.ts'

/** How long after an answer the next is asked for. */
const askEveryMs = 20

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
 * answer takes. At rest they are compared with a `count(*)` of the ledger, state by state.
 */
export async function benchStatus({ full }: { full: boolean }, say: (line: string) => void): Promise<StatusResult> {
  const deliveries = full ? 92_500 : 10_000
  const redis = await startRedis()
  try {
    const bench = await startBench({ first: 'web', workers: 1, program: nullTransport, env: { REDIS_URL: redis.url } })
    try {
      const runs: number[][] = []
      let releaseId = ''
      let reading = Promise.resolve<number[]>([])
      const stopped = { is: false }
      const run = await openPipeline(bench, deliveries, full ? 12_000 : 1_500, (id) => {
        releaseId = id
        reading = readOn(bench, id, stopped)
      })
      let exact = true
      for (let n = 0; n < 3; n++) {
        stopped.is = false
        const rate = await run()
        stopped.is = true
        runs.push(await reading)
        exact &&= await isExact(bench, releaseId)
        say(`${Math.round(rate)} a second; ${runs.at(-1)?.length} reads, 99 % within ${written(runs.at(-1) ?? [])} ms`)
      }
      const p99Ms = round(Math.max(...runs.map((run) => percentile(run, 0.99))))
      return {
        deliveries,
        reads: runs.flat().length,
        p50Ms: round(percentile(runs.flat(), 0.5)),
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

function written(taken: number[]): string {
  return String(round(percentile(taken, 0.99)))
}

async function readOn(bench: Bench, releaseId: string, stopped: { is: boolean }): Promise<number[]> {
  const api = openClient(bench.url, bench.adminKey)
  const taken: number[] = []
  while (!stopped.is) {
    const began = machineMs()
    await api('GET', `/v1/releases/${releaseId}/status`)
    taken.push(machineMs() - began)
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
  }
  return taken
}

/** Whether the status says of each state what the ledger holds. */
async function isExact(bench: Bench, releaseId: string): Promise<boolean> {
  const { json } = await openClient(bench.url, bench.adminKey)('GET', `/v1/releases/${releaseId}/status`)
  const counted = await withClient(bench.databaseUrl, async (client) => {
    const { rows } = await client.query<{ state: string; count: number }>(
      `SELECT d.state, count(*)::int FROM deliveries d JOIN publications p ON p.id = d.publication_id
       WHERE p.release_id = $1 GROUP BY d.state`,
      [releaseId],
    )
    return new Map(rows.map(({ state, count }) => [state, count]))
  })
  return Object.entries(json.counts).every(([state, count]) => count === (counted.get(state) ?? 0))
}
