import { type Client, makeIssuer, makeRelease, openClient, until } from './client.ts'
import { machineMs } from './clock.ts'
import { stopFanOut, untilFinished } from './fan-out.ts'
import { fillList, moveList } from './fill.ts'
import { readLedger } from './ledger.ts'
import { findMissed, median, ratioOf, round, runPairs, sampleFor } from './pairs.ts'
import { acceptedIds, type Behaviour, type Received, type Receivers, requireOnce, startReceivers } from './receivers.ts'
import { startRedis } from './redis.ts'
import { type Bench, startBench } from './service.ts'

const [deliveries, hosts, rounds] = [6_500, 650, 5]
/** However many are sent: what is learnt of a host is worth as much. */
const perHost = 10
/** What the warm-up sends; of how it fares, which is slow yet, the size of the runs is told: whole hosts, in twenties. */
const [warmUp, size] = [2_000, { wantedSeconds: 2.5, step: 20 * perHost, least: 2_000, most: deliveries }]
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
 * What a release costs the healthy when others are not. Webhooks, ten to each host, which answers in 20 ms: from the call that publishes
 * to the last acceptance by the nine tenths that are healthy, once with all hosts healthy, once with 5 % that hang for 30 seconds and
 * 5 % that answer 503. `full`: 6,500 of them; by default so many as take some two seconds, warmed up before. Each run has hosts that
 * Dateline has never seen, since it learns. Then an urgent release of 50 behind 86,000 in flight: from the answer to the call that
 * publishes it to its first acceptance. Each id is checked at the receivers.
 */
export async function benchIsolation({ full }: { full: boolean }, say: (line: string) => void): Promise<IsolationResult> {
  const redis = await startRedis()
  // Clean and faulty by turns, each with hosts of its own; behind them those of the warm-up and of the urgent part.
  const all = Array.from({ length: 2 * rounds * hosts + hosts }, (_, n) =>
    n % (2 * hosts) < hosts ? answers : behave(n % hosts),
  )
  const receivers = await startReceivers(all)
  try {
    const bench = await startBench({ first: 'web', workers: 1, env: { REDIS_URL: redis.url } })
    try {
      const api = openClient(bench.url, bench.adminKey)
      const stage: Stage = { bench, api, receivers, issuerId: await makeIssuer(api) }
      const warm = await openRun(stage, { name: 'first', count: warmUp })
      const seconds = await warm({ side: 'clean', round: rounds })
      const count = full ? deliveries : sampleFor({ count: warmUp, seconds }, size)
      const run = await openRun(stage, { name: 'everyone', count })
      const figures = await runPairs(openSides(run), say, { rounds, withinMs: full ? 600_000 : 25_000 })
      const ratio = ratioOf(figures.clean, figures.faulty)
      const urgentStartMs = Math.round(await measureUrgent(stage, say))
      return {
        deliveries: count,
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

type Run = (turn: { side: 'clean' | 'faulty'; round: number }) => Promise<number>

function openSides(run: Run): Record<'clean' | 'faulty', () => Promise<number>> {
  const round = { clean: 0, faulty: 0 }
  return {
    clean: () => run({ side: 'clean', round: round.clean++ }),
    faulty: () => run({ side: 'faulty', round: round.faulty++ }),
  }
}

/** An audience, which each run gives hosts of its own: seconds to the last acceptance by those that are, or would be, healthy. */
async function openRun(
  { bench, api, receivers, issuerId }: Stage,
  { name, count }: { name: string; count: number },
): Promise<Run> {
  const { secret } = receivers
  const urlsFrom = (first: number) =>
    Array.from({ length: count }, (_, n) => receivers.urlOf(first + (n % (count / perHost)), `/${name}/${n}`))
  const listId = await fillList(api, bench.databaseUrl, { name, urls: urlsFrom(2 * rounds * hosts), secret })
  return async ({ side, round }) => {
    await moveList(bench.databaseUrl, { name, urls: urlsFrom((2 * round + (side === 'clean' ? 0 : 1)) * hosts), secret })
    await receivers.forget()
    const releaseId = await makeRelease(api, issuerId, [listId])
    const beganMs = machineMs()
    await api('PUT', `/v1/releases/${releaseId}/publication`, { body: {} })
    const expected = side === 'clean' ? count : (count / 10) * 9
    await until(async () => (await receivers.countAccepted()) >= expected, 120_000)
    const { received, wrong } = await receivers.read()
    // Hangs up on whoever still waits: what is not healthy is not to reach into the next run.
    await receivers.forget()
    if (side === 'clean') await untilFinished(bench.databaseUrl, releaseId)
    else await stopFanOut(api, bench.databaseUrl, releaseId)
    await requireDelivered(bench, [releaseId], { received, wrong })
    const healthy = received.filter(({ host, status }) => status === 200 && isHealthy(host % hosts))
    if (healthy.length !== (count / 10) * 9)
      throw new Error(`${healthy.length} were accepted by the healthy nine tenths of ${count}`)
    return (Math.max(...healthy.map(({ endedMs }) => endedMs ?? Number.NaN)) - beganMs) / 1000
  }
}

async function measureUrgent(stage: Stage, say: (line: string) => void): Promise<number> {
  const { bench, api, receivers, issuerId } = stage
  const listOf = (name: string, count: number) => {
    const urls = Array.from({ length: count }, (_, n) => receivers.urlOf(2 * rounds * hosts + (n % hosts), `/${name}/${n}`))
    return fillList(api, bench.databaseUrl, { name, urls, secret: receivers.secret })
  }
  const [bulkList, urgentList] = [await listOf('bulk', behind), await listOf('urgent', urgent)]
  await receivers.forget()
  // Once before it counts, and with nothing in its way.
  const releaseIds = [(await startUrgent(stage, urgentList)).id]
  const bulk = await makeRelease(api, issuerId, [bulkList], 6)
  releaseIds.push(bulk)
  await api('PUT', `/v1/releases/${bulk}/publication`, { body: {} })
  await until(async () => (await receivers.countAccepted()) > 500)
  const started: number[] = []
  for (let run = 0; run < urgentRuns; run++) {
    const { id, startMs } = await startUrgent(stage, urgentList)
    releaseIds.push(id)
    started.push(startMs)
    say(`urgent behind ${behind}: ${startMs.toFixed(0)} ms to its first acceptance`)
  }
  if ((await receivers.countAccepted()) >= behind) throw new Error('nothing was in flight any more')
  await stopFanOut(api, bench.databaseUrl, bulk)
  await requireDelivered(bench, releaseIds, await receivers.read())
  return Math.max(...started)
}

/** Publishes it and waits for all of it: milliseconds from the answer to its first acceptance. */
async function startUrgent({ bench, api, receivers, issuerId }: Stage, listId: string): Promise<{ id: string; startMs: number }> {
  const id = await makeRelease(api, issuerId, [listId], 1)
  await api('PUT', `/v1/releases/${id}/publication`, { body: {} })
  const answeredMs = machineMs()
  await untilFinished(bench.databaseUrl, id)
  const ids = new Set((await readLedger(bench.databaseUrl, id)).ids)
  const mine = (await receivers.read()).received.filter((one) => one.status === 200 && ids.has(one.id))
  if (mine.length !== urgent) throw new Error(`${mine.length} of ${urgent} urgent ones were accepted`)
  return { id, startMs: Math.min(...mine.map(({ endedMs }) => endedMs ?? Number.NaN)) - answeredMs }
}

type Seen = { received: readonly Received[]; wrong: number }

async function requireDelivered(bench: Bench, releaseIds: string[], { received, wrong }: Seen): Promise<void> {
  if (wrong > 0) throw new Error(`${wrong} requests were not as they should be`)
  const ledgers = await Promise.all(releaseIds.map((id) => readLedger(bench.databaseUrl, id)))
  const delivered = ledgers.flatMap((ledger) => ledger.delivered)
  requireOnce(delivered, acceptedIds(received), 'the receivers')
}
