import { type Client, makeIssuer, makeRelease, openClient, until } from './client.ts'
import { machineMs } from './clock.ts'
import { stopFanOut, untilFinished } from './fan-out.ts'
import { fillList } from './fill.ts'
import { readLedger } from './ledger.ts'
import { findMissed, median, ratioOf, round, runPairs } from './pairs.ts'
import { acceptedIds, type Behaviour, checkIds, type Received, type Receivers, startReceivers } from './receivers.ts'
import { startRedis } from './redis.ts'
import { type Bench, startBench } from './service.ts'

const [deliveries, hosts, rounds] = [6_500, 650, 5]
const [behind, urgent, urgentRuns] = [86_000, 50, 3]
const answers: Behaviour = { status: 200, afterMs: 20 }

/** Medians, with the worst beside the ratio; `urgentStartMs` is the worst. */
export type IsolationResult = {
  deliveries: number
  pairs: number
  cleanSeconds: number
  faultySeconds: number
  healthyVsClean: number
  worstHealthyVsClean: number
  urgentBehind: number
  urgentStartMs: number
  missed: string[]
}

/**
 * What a release costs the healthy when others are not. 6,500 webhooks to 650 hosts that answer in 20 ms, from the call that
 * publishes to the last acceptance by the nine tenths that are healthy: once with all hosts healthy, once with 5 % that hang for 30
 * seconds and 5 % that answer 503. Each run has hosts that Dateline has never seen, since it learns. Then an urgent release of 50
 * behind 86,000 in flight: from the answer to the call that publishes it to its first acceptance. Each id is checked at the receivers.
 */
export async function benchIsolation(_options: { full: boolean }, say: (line: string) => void): Promise<IsolationResult> {
  const redis = await startRedis()
  // Clean and faulty by turns, each with hosts of its own; behind them those of the urgent part.
  const all = Array.from({ length: 2 * rounds * hosts + hosts }, (_, n) =>
    n % (2 * hosts) < hosts ? answers : behave(n % hosts),
  )
  const receivers = await startReceivers(all)
  try {
    const bench = await startBench({ first: 'web', workers: 1, env: { REDIS_URL: redis.url } })
    try {
      const api = openClient(bench.url, bench.adminKey)
      const stage: Stage = { bench, api, receivers, issuerId: await makeIssuer(api) }
      const [clean, faulty] = [openRuns(stage, 0), openRuns(stage, 1)]
      const figures = await runPairs({ clean, faulty }, say, { rounds, withinMs: 28_000 })
      const ratio = ratioOf(figures.clean, figures.faulty)
      const urgentStartMs = Math.round(await measureUrgent(stage, say))
      return {
        deliveries,
        pairs: figures.clean.length,
        cleanSeconds: round(median(figures.clean)),
        faultySeconds: round(median(figures.faulty)),
        healthyVsClean: ratio.median,
        worstHealthyVsClean: ratio.worst,
        urgentBehind: behind,
        urgentStartMs,
        missed: findMissed({ 'healthyVsClean ≥ 0.95': ratio.median >= 0.95, 'urgentStartMs ≤ 250': urgentStartMs <= 250 }),
      }
    } finally {
      await bench.close()
    }
  } finally {
    await receivers.close()
    await redis.stop()
  }
}

type Stage = { bench: Bench; api: Client; receivers: Receivers; issuerId: string }

function isHealthy(place: number): boolean {
  return place % 10 !== 0
}

function behave(place: number): Behaviour {
  if (isHealthy(place)) return answers
  return place % 20 === 0 ? { status: 200, afterMs: 30_000 } : { status: 503, afterMs: 0 }
}

/** Each run takes the next hosts: seconds to the last acceptance by those that are, or would be, healthy. */
function openRuns({ bench, api, receivers, issuerId }: Stage, side: 0 | 1): () => Promise<number> {
  let round = 0
  return async () => {
    const first = (2 * round++ + side) * hosts
    const name = `${side === 0 ? 'clean' : 'faulty'} ${round}`
    const urls = Array.from({ length: deliveries }, (_, n) => receivers.urlOf(first + (n % hosts), `/${n}`))
    const listId = await fillList(api, bench.databaseUrl, { name, urls, secret: receivers.secret })
    await receivers.forget()
    const releaseId = await makeRelease(api, issuerId, [listId])
    const beganMs = machineMs()
    await api('PUT', `/v1/releases/${releaseId}/publication`, { body: {} })
    await until(async () => (await receivers.countAccepted()) >= (deliveries / 10) * (side === 0 ? 10 : 9), 120_000)
    const { received } = await receivers.read()
    // Hangs up on whoever still waits: what is not healthy is not to reach into the next run.
    await receivers.forget()
    if (side === 0) await untilFinished(bench.databaseUrl, releaseId)
    else await stopFanOut(api, bench.databaseUrl, releaseId)
    await requireDelivered(bench, [releaseId], received)
    const healthy = received.filter(({ host, status }) => status === 200 && isHealthy(host % hosts))
    return (Math.max(...healthy.map(({ endedMs }) => endedMs ?? Number.NaN)) - beganMs) / 1000
  }
}

async function measureUrgent({ bench, api, receivers, issuerId }: Stage, say: (line: string) => void): Promise<number> {
  const secret = receivers.secret
  const listOf = (name: string, count: number) => {
    const urls = Array.from({ length: count }, (_, n) => receivers.urlOf(2 * rounds * hosts + (n % hosts), `/${name}/${n}`))
    return fillList(api, bench.databaseUrl, { name, urls, secret })
  }
  const [bulkList, urgentList] = [await listOf('bulk', behind), await listOf('urgent', urgent)]
  await receivers.forget()
  const bulk = await makeRelease(api, issuerId, [bulkList], 6)
  await api('PUT', `/v1/releases/${bulk}/publication`, { body: {} })
  await until(async () => (await receivers.countAccepted()) > 500)
  const started: number[] = []
  const releaseIds = [bulk]
  for (let run = 0; run < urgentRuns; run++) {
    const id = await makeRelease(api, issuerId, [urgentList], 1)
    releaseIds.push(id)
    await api('PUT', `/v1/releases/${id}/publication`, { body: {} })
    const answeredMs = machineMs()
    await untilFinished(bench.databaseUrl, id)
    const ids = new Set((await readLedger(bench.databaseUrl, id)).ids)
    const mine = (await receivers.read()).received.filter((one) => one.status === 200 && ids.has(one.id))
    if (mine.length !== urgent) throw new Error(`${mine.length} of ${urgent} urgent ones were accepted`)
    started.push(Math.min(...mine.map(({ endedMs }) => endedMs ?? Number.NaN)) - answeredMs)
    say(`urgent behind ${behind}: ${started.at(-1)?.toFixed(0)} ms to its first acceptance`)
  }
  if ((await receivers.countAccepted()) >= behind) throw new Error('nothing was in flight any more')
  await stopFanOut(api, bench.databaseUrl, bulk)
  await requireDelivered(bench, releaseIds, (await receivers.read()).received)
  return Math.max(...started)
}

async function requireDelivered(bench: Bench, releaseIds: string[], received: readonly Received[]): Promise<void> {
  const ledgers = await Promise.all(releaseIds.map((id) => readLedger(bench.databaseUrl, id)))
  const { missing, doubled } = checkIds(
    ledgers.flatMap(({ delivered }) => delivered),
    acceptedIds(received),
  )
  if (missing.length + doubled.length > 0) throw new Error(`${missing.length} are missing, ${doubled.length} came too often`)
}
