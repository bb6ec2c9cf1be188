import { type Client, makeIssuer, makeRelease, openClient, until } from './client.ts'
import { machineMs } from './clock.ts'
import { stopFanOut } from './fan-out.ts'
import { fillList } from './fill.ts'
import { readLedger } from './ledger.ts'
import { findMissed, median, percentile, round, runPairs } from './pairs.ts'
import { acceptedIds, type Behaviour, checkIds, type Receivers, startReceivers } from './receivers.ts'
import { startRedis } from './redis.ts'
import { type Bench, startBench } from './service.ts'

const [deliveries, hosts, dead] = [6_500, 650, 5]
const [fastestMs, middleMs, slowestMs] = [10, 120, 3_000]

/** Medians, with the worst beside the ratio. */
export type ClearResult = {
  deliveries: number
  runs: number
  dead: number
  slowestMs: number
  p95Ms: number
  p95OverLatency: number
  worstP95OverLatency: number
  missed: string[]
}

/**
 * From the moment at which the call that publishes an approved release is made to the acceptance that makes it 95 % of 6,500, over
 * the slowest receiver's own time to answer. Receivers take between 10 ms and 3 s, log-normal around 120 ms, always the same; a few
 * hosts are dead. Each id is checked at the receivers: nothing accepted twice, nothing that the ledger does not know as delivered.
 */
export async function benchClear(_options: { full: boolean }, say: (line: string) => void): Promise<ClearResult> {
  const redis = await startRedis()
  const receivers = await startReceivers(mixOfLatencies())
  try {
    const bench = await startBench({ first: 'web', workers: 1, env: { REDIS_URL: redis.url } })
    try {
      const { p95Ms } = await runPairs({ p95Ms: await openRun(bench, receivers) }, say)
      const ratios = p95Ms.map((ms) => ms / slowestMs)
      const p95OverLatency = round(median(ratios))
      return {
        deliveries,
        runs: p95Ms.length,
        dead: (deliveries / hosts) * dead,
        slowestMs,
        p95Ms: Math.round(median(p95Ms)),
        p95OverLatency,
        worstP95OverLatency: round(Math.max(...ratios)),
        missed: findMissed({ 'p95OverLatency ≤ 1.5': p95OverLatency <= 1.5 }),
      }
    } finally {
      await bench.close()
    }
  } finally {
    await receivers.close()
    await redis.stop()
  }
}

async function openRun(bench: Bench, receivers: Receivers): Promise<() => Promise<number>> {
  const api: Client = openClient(bench.url, bench.adminKey)
  const issuerId = await makeIssuer(api)
  const urls = Array.from({ length: deliveries }, (_, n) => receivers.urlOf(n % hosts, `/${n}`))
  const listId = await fillList(api, bench.databaseUrl, { name: 'everyone', urls, secret: receivers.secret })
  const living = deliveries - (deliveries / hosts) * dead
  return async () => {
    await receivers.forget()
    const releaseId = await makeRelease(api, issuerId, [listId])
    const beganMs = machineMs()
    await api('PUT', `/v1/releases/${releaseId}/publication`, { body: {} })
    await until(async () => (await receivers.countAccepted()) >= living, 120_000)
    await stopFanOut(api, bench.databaseUrl, releaseId)
    const { received } = await receivers.read()
    const { delivered } = await readLedger(bench.databaseUrl, releaseId)
    const { missing, doubled } = checkIds(delivered, acceptedIds(received))
    if (missing.length + doubled.length > 0 || delivered.length !== living) {
      throw new Error(`${delivered.length} delivered of ${living}; ${missing.length} missing, ${doubled.length} too often`)
    }
    const acceptedMs = received.flatMap(({ status, endedMs }) => (status === 200 && endedMs !== null ? [endedMs - beganMs] : []))
    // Of all that are to be handed over, the dead with them.
    return percentile(acceptedMs, (0.95 * deliveries) / living)
  }
}

/** Each host its latency: the quantiles of a log-normal distribution in an order that mixes them, cut at both ends. */
function mixOfLatencies(): Behaviour[] {
  return Array.from({ length: hosts }, (_, n) => {
    const place = (n * 277) % hosts
    if (place < dead) return 'dead'
    const share = (place - dead + 0.5) / (hosts - dead)
    // The logistic distribution has the shape of the normal one, and quantiles that can be written down.
    const afterMs = middleMs * Math.exp(0.6 * Math.log(share / (1 - share)))
    return {
      status: 200,
      afterMs: place === hosts - 1 ? slowestMs : Math.min(slowestMs, Math.max(fastestMs, Math.round(afterMs))),
    }
  })
}
