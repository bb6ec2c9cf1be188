import { type Client, makeIssuer, makeRelease, openClient, until } from './client.ts'
import { machineMs } from './clock.ts'
import { stopFanOut, untilFinished } from './fan-out.ts'
import { fillList } from './fill.ts'
import { readLedger } from './ledger.ts'
import { findMissed, median, percentile, round, runPairs } from './pairs.ts'
import { acceptedIds, type Behaviour, type Receivers, requireOnce, startReceivers } from './receivers.ts'
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
 * hosts are dead. A run to hosts that answer soon comes first and does not count. Each id is checked at the receivers: nothing accepted twice, nothing that the ledger does not know as delivered.
 */
export async function benchClear({ full }: { full: boolean }, say: (line: string) => void): Promise<ClearResult> {
  const redis = await startRedis()
  const behaviours = mixOfLatencies()
  const receivers = await startReceivers(behaviours)
  try {
    const bench = await startBench({ first: 'web', workers: 1, env: { REDIS_URL: redis.url } })
    try {
      const stage: Stage = { bench, receivers, behaviours, issuerId: await makeIssuer(openClient(bench.url, bench.adminKey)) }
      // Once before it counts, to hosts that answer soon.
      const soon = behaviours.flatMap((one, host) => (typeof one === 'object' && one.afterMs <= middleMs ? [host] : []))
      await (await openRun(stage, { name: 'first', to: [...soon, ...soon] }))()
      const everyone = Array.from({ length: deliveries }, (_, n) => n % hosts)
      const run = await openRun(stage, { name: 'everyone', to: everyone })
      const { p95Ms } = await runPairs({ p95Ms: run }, say, { withinMs: full ? 600_000 : 34_000 })
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

type Stage = { bench: Bench; receivers: Receivers; behaviours: Behaviour[]; issuerId: string }

/** An audience, an outlet at the host that each number names, and a run over it: milliseconds to 95 % of all. */
async function openRun(
  { bench, receivers, behaviours, issuerId }: Stage,
  { name, to }: { name: string; to: number[] },
): Promise<() => Promise<number>> {
  const api: Client = openClient(bench.url, bench.adminKey)
  const urls = to.map((host, n) => receivers.urlOf(host, `/${name}/${n}`))
  const listId = await fillList(api, bench.databaseUrl, { name, urls, secret: receivers.secret })
  const living = to.filter((host) => behaviours[host] !== 'dead').length
  return async () => {
    await receivers.forget()
    const releaseId = await makeRelease(api, issuerId, [listId])
    const beganMs = machineMs()
    await api('PUT', `/v1/releases/${releaseId}/publication`, { body: {} })
    await until(async () => (await receivers.countAccepted()) >= living, 120_000)
    if (living === to.length) await untilFinished(bench.databaseUrl, releaseId)
    else await stopFanOut(api, bench.databaseUrl, releaseId)
    const { received, wrong } = await receivers.read()
    const { delivered } = await readLedger(bench.databaseUrl, releaseId)
    requireOnce(delivered, acceptedIds(received), 'the receivers')
    if (delivered.length !== living || wrong > 0) throw new Error(`${delivered.length} of ${living} delivered, ${wrong} wrong`)
    const acceptedMs = received.flatMap(({ status, endedMs }) => (status === 200 && endedMs !== null ? [endedMs - beganMs] : []))
    // Of all that are to be handed over, the dead with them.
    return percentile(acceptedMs, (0.95 * to.length) / living)
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
