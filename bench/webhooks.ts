import { makeIssuer, openClient } from './client.ts'
import { scheduleFanOut, untilFinished } from './fan-out.ts'
import { fillList } from './fill.ts'
import { readLedger } from './ledger.ts'
import { findMissed, median, ratioOf, runPairs, sampleFor } from './pairs.ts'
import { startReceivers } from './receivers.ts'
import { startRedis } from './redis.ts'
import { type Bench, startBench } from './service.ts'
import { type Bare, openBare, openTextbook, requireReceived, type Target, type Textbook } from './webhook-peers.ts'

/** How often each side ran, what it sent a second (medians), and ours over theirs. */
export type WebhooksResult = {
  deliveries: number
  pairs: number
  hosts: number
  perSecond: { dateline: number; bare: number; textbook: number }
  textbookConcurrency: number
  vsBare: number
  worstVsBare: number
  vsTextbook: number
  worstVsTextbook: number
  missed: string[]
}

const [deliveries, hosts] = [6_500, 100]
/** What the first runs send, and how large the others are by default: for some two seconds, so that five rounds of three sides fit. */
const [warmUp, size] = [2_000, { wantedSeconds: 1.5, step: 500, least: 1_000, most: 30_000 }]
/** What a worker sends at once by its defaults: 6 batches of 40. The bare loop has as many sockets. */
const atOnce = 240
const body = new TextEncoder().encode(JSON.stringify({ body_text: 'x'.repeat(4_078) }))

/**
 * Signed POSTs of 4 KB to real sockets on a hundred hosts, in one worker process with a web process beside it, on durable Postgres
 * and Redis: from the opening of the gate to the moment at which the counters say that each delivery has its outcome, recorded.
 * Beside it a bare loop of signed `undici.request` from its first request to its last answer, recording nothing; and the textbook:
 * a BullMQ job for each delivery, `fetch`, a Prisma update of its row, all jobs in the queue before its clock starts, at the better
 * of two concurrencies. In webhooks a second; each side runs once or twice before it counts. The receivers have a process of their
 * own, and verify and keep every id.
 */
export async function benchWebhooks({ full }: { full: boolean }, say: (line: string) => void): Promise<WebhooksResult> {
  const redis = await startRedis()
  const receivers = await startReceivers(Array.from({ length: hosts }, () => ({ status: 200, afterMs: 0 })))
  try {
    const bench = await startBench({ first: 'web', workers: 1, env: { REDIS_URL: redis.url } })
    try {
      const target = { receivers, hosts, body }
      const bare = openBare(target)
      const textbook = await openTextbook(target, { databaseUrl: bench.databaseUrl, redisUrl: redis.url })
      try {
        return await measure({ bench, target, bare, textbook, full }, say)
      } finally {
        await textbook.close()
        await bare.close()
      }
    } finally {
      await bench.close()
    }
  } finally {
    await receivers.close()
    await redis.stop()
  }
}

type Stage = { bench: Bench; target: Target; bare: Bare; textbook: Textbook; full: boolean }

async function measure(stage: Stage, say: (line: string) => void): Promise<WebhooksResult> {
  const { bench, target, bare, textbook, full } = stage
  // Once before it counts: plans, pools and code that is not warm yet are no side's speed. It tells how large the samples are to be.
  const best = await findBest(textbook, say)
  await bare.run({ count: warmUp, concurrency: atOnce })
  const first = await openDateline(bench, target, { name: 'first', count: warmUp })
  await first()
  const rates = { dateline: await first(), bare: await bare.run({ count: warmUp, concurrency: atOnce }), textbook: best.rate }
  const sizeOf = (rate: number) => (full ? deliveries : sampleFor({ count: rate, seconds: 1 }, size))
  const count = { dateline: sizeOf(rates.dateline), bare: sizeOf(rates.bare), textbook: sizeOf(rates.textbook) }
  const rounds = await runPairs(
    {
      dateline: await openDateline(bench, target, { name: 'everyone', count: count.dateline }),
      bare: () => bare.run({ count: count.bare, concurrency: atOnce }),
      textbook: () => textbook.run({ count: count.textbook, concurrency: best.concurrency }),
    },
    say,
    { withinMs: full ? 600_000 : 34_000 },
  )
  const [vsBare, vsTextbook] = [ratioOf(rounds.dateline, rounds.bare), ratioOf(rounds.dateline, rounds.textbook)]
  const perSecond = (rates: number[]) => Math.round(median(rates))
  return {
    deliveries: count.dateline,
    pairs: rounds.dateline.length,
    hosts,
    perSecond: { dateline: perSecond(rounds.dateline), bare: perSecond(rounds.bare), textbook: perSecond(rounds.textbook) },
    textbookConcurrency: best.concurrency,
    vsBare: vsBare.median,
    worstVsBare: vsBare.worst,
    vsTextbook: vsTextbook.median,
    worstVsTextbook: vsTextbook.worst,
    missed: findMissed({ 'vsBare ≥ 0.6': vsBare.median >= 0.6, 'vsTextbook ≥ 3': vsTextbook.median >= 3 }),
  }
}

/** An audience, and a run over it: webhooks a second, each id checked in the ledger and at the receivers. */
async function openDateline(
  bench: Bench,
  { receivers }: Target,
  { name, count }: { name: string; count: number },
): Promise<() => Promise<number>> {
  const api = openClient(bench.url, bench.adminKey)
  const issuerId = await makeIssuer(api)
  const urls = Array.from({ length: count }, (_, n) => receivers.urlOf(n % hosts, `/${name}/${n}`))
  const listId = await fillList(api, bench.databaseUrl, { name, urls, secret: receivers.secret })
  // With what the wire puts around it, ninjs of a little more than 4 KB.
  const text = 'One sentence of a release that is as long as they are. '.repeat(60)
  return async () => {
    await receivers.forget()
    const { releaseId } = await scheduleFanOut(api, { issuerId, listId, inMs: 1_500, text })
    const endedAt = await untilFinished(bench.databaseUrl, releaseId)
    const { ids, delivered, startedAt } = await readLedger(bench.databaseUrl, releaseId)
    if (delivered.length !== count || startedAt === null) throw new Error(`${delivered.length} of ${count} were delivered`)
    await requireReceived(receivers, ids, 'Dateline')
    return count / ((endedAt - startedAt.getTime()) / 1000)
  }
}

async function findBest(textbook: Textbook, say: (line: string) => void): Promise<{ concurrency: number; rate: number }> {
  let best = { concurrency: 0, rate: 0 }
  for (const concurrency of [50, 100]) {
    const rate = await textbook.run({ count: 1_000, concurrency })
    say(`the textbook at concurrency ${concurrency}: ${Math.round(rate)} a second`)
    if (rate > best.rate) best = { concurrency, rate }
  }
  return best
}
