import { fileURLToPath } from 'node:url'
import { makeIssuer, openClient } from './client.ts'
import { requireSentOnce, scheduleFanOut, untilFinished } from './fan-out.ts'
import { fillList } from './fill.ts'
import { findMissed, median, ratioOf, round, runPairs } from './pairs.ts'
import { openBoss, runBullmq } from './peers.ts'
import { receiversSecret } from './receivers.ts'
import { type RedisServer, startRedis } from './redis.ts'
import { type Bench, startBench } from './service.ts'

/** How often each side ran, what it did a second (medians), and ours over theirs. */
export type PipelineResult = {
  deliveries: number
  pairs: number
  perSecond: { dateline: number; bullmq: number; pgBoss: number }
  bullmqConcurrency: number
  vsBullmq: number
  worstVsBullmq: number
  vsPgBoss: number
  worstVsPgBoss: number
  missed: string[]
}

/** The program that is Dateline without the wire. */
export const nullTransport = fileURLToPath(new URL('null-transport.ts', import.meta.url))

/**
 * Everything of a hand-over but the wire, in one worker process with a web process beside it, on durable Postgres and Redis: from
 * the opening of the gate to the moment at which the status says that all have an outcome. Beside it BullMQ on the same Redis with
 * jobs that do nothing, all in the queue before its clock starts, at the best of three concurrencies; and pg-boss in the same
 * Postgres, fetching and completing 500 at once in four loops. In deliveries, or jobs, a second. Each id is checked at the null
 * transport and in the ledger, at the peers' handlers.
 */
export async function benchPipeline({ full }: { full: boolean }, say: (line: string) => void): Promise<PipelineResult> {
  const deliveries = full ? 92_500 : 10_000
  const redis = await startRedis()
  try {
    const bench = await startBench({ first: 'web', workers: 1, program: nullTransport, env: { REDIS_URL: redis.url } })
    try {
      return await measure({ bench, redis, deliveries, full }, say)
    } finally {
      await bench.close()
    }
  } finally {
    await redis.stop()
  }
}

type Stage = { bench: Bench; redis: RedisServer; deliveries: number; full: boolean }

async function measure({ bench, redis, deliveries, full }: Stage, say: (line: string) => void): Promise<PipelineResult> {
  const run = await openPipeline(bench, deliveries, full ? 12_000 : 1_500)
  const boss = await openBoss(bench.databaseUrl)
  try {
    const bullmqConcurrency = await findBest(redis.url, say)
    // Once before it counts: plans, pools and code that is not warm yet are no side's speed.
    await run()
    const rounds = await runPairs(
      { dateline: run, bullmq: () => runBullmq(redis.url, deliveries, bullmqConcurrency), pgBoss: () => boss.run(deliveries) },
      say,
      full ? { withinMs: 600_000 } : {},
    )
    const [bullmq, pgBoss] = [ratioOf(rounds.dateline, rounds.bullmq), ratioOf(rounds.dateline, rounds.pgBoss)]
    return {
      deliveries,
      pairs: rounds.dateline.length,
      perSecond: {
        dateline: Math.round(median(rounds.dateline)),
        bullmq: Math.round(median(rounds.bullmq)),
        pgBoss: Math.round(median(rounds.pgBoss)),
      },
      bullmqConcurrency,
      vsBullmq: bullmq.median,
      worstVsBullmq: bullmq.worst,
      vsPgBoss: pgBoss.median,
      worstVsPgBoss: pgBoss.worst,
      missed: findMissed({ 'vsBullmq ≥ 1.5': bullmq.median >= 1.5, 'vsPgBoss ≥ 0.7': pgBoss.median >= 0.7 }),
    }
  } finally {
    await boss.close()
  }
}

/**
 * An audience, and a run over it: deliveries a second.
 *
 * @param aheadMs how long before its hour a release is published
 * @param begun told the id of each release as soon as it is expanded
 */
export async function openPipeline(
  bench: Bench,
  deliveries: number,
  aheadMs: number,
  begun: (releaseId: string) => void = () => {},
): Promise<() => Promise<number>> {
  const api = openClient(bench.url, bench.adminKey)
  const issuerId = await makeIssuer(api)
  const urls = Array.from({ length: deliveries }, (_, n) => `https://outlet-${n}.example/news`)
  const listId = await fillList(api, bench.databaseUrl, { name: `${deliveries} outlets`, urls, secret: receiversSecret })
  return async () => {
    const { releaseId } = await scheduleFanOut(api, { issuerId, listId, inMs: aheadMs })
    begun(releaseId)
    const endedAt = await untilFinished(bench.databaseUrl, releaseId)
    const { ids, startedAt } = await requireSentOnce(bench, releaseId)
    if (ids.length !== deliveries || startedAt === null) throw new Error(`${ids.length} of ${deliveries} were to be sent`)
    return round(deliveries / ((endedAt - startedAt.getTime()) / 1000))
  }
}

async function findBest(redisUrl: string, say: (line: string) => void): Promise<number> {
  let best = { concurrency: 0, rate: 0 }
  for (const concurrency of [50, 100, 200]) {
    const rate = await runBullmq(redisUrl, 3_000, concurrency)
    say(`BullMQ at concurrency ${concurrency}: ${Math.round(rate)} a second`)
    if (rate > best.rate) best = { concurrency, rate }
  }
  return best.concurrency
}
