import { makeIssuer, openClient } from './client.ts'
import { scheduleFanOut, untilFinished } from './fan-out.ts'
import { fillList } from './fill.ts'
import { readLedger } from './ledger.ts'
import { findMissed, median, ratioOf, runPairs } from './pairs.ts'
import { runDelayedBullmq } from './peers.ts'
import { acceptedIds, type Receivers, requireOnce, startReceivers } from './receivers.ts'
import { startRedis } from './redis.ts'
import { type Bench, startBench } from './service.ts'

const deliveries = 6_500

/** The worst over all runs; `acceptedMs` and `bullmqMs` are medians. */
export type EmbargoResult = {
  deliveries: number
  hosts: number
  pairs: number
  early: number
  firstMs: number
  acceptedMs: number
  bullmqMs: number
  acceptedVsBullmq: number
  worstAcceptedVsBullmq: number
  missed: string[]
}

/**
 * 6,500 webhooks due at an instant T: signed, to real sockets, by one worker process, with a list that was expanded before. By the
 * receivers' wall clock: how many requests came before T, how long after T the first was accepted, and the last. Beside it as many
 * BullMQ delayed jobs due at one instant, that do nothing: how long after it the last was processed. Each side runs once before it
 * counts. Each id is checked at the receivers.
 */
export async function benchEmbargo({ full }: { full: boolean }, say: (line: string) => void): Promise<EmbargoResult> {
  const hosts = full ? deliveries : deliveries / 10
  const redis = await startRedis()
  const receivers = await startReceivers(Array.from({ length: hosts }, () => ({ status: 200, afterMs: 0 })))
  try {
    const bench = await startBench({ first: 'web', workers: 1, env: { REDIS_URL: redis.url } })
    try {
      const seen: Seen = { early: 0, firstMs: [] }
      const run = await openRun(bench, receivers, { hosts, seen })
      const runPeer = () => runDelayedBullmq(redis.url, deliveries, 100, 1_500)
      // Once before it counts, and what came early counts all the same.
      for (const side of [run, runPeer]) await side()
      seen.firstMs = []
      const rounds = await runPairs({ dateline: run, bullmq: runPeer }, say, { withinMs: full ? 600_000 : 30_000 })
      const ratio = ratioOf(rounds.dateline, rounds.bullmq, 'less')
      const firstMs = Math.round(Math.max(...seen.firstMs))
      return {
        deliveries,
        hosts,
        pairs: rounds.dateline.length,
        early: seen.early,
        firstMs,
        acceptedMs: Math.round(median(rounds.dateline)),
        bullmqMs: Math.round(median(rounds.bullmq)),
        acceptedVsBullmq: ratio.median,
        worstAcceptedVsBullmq: ratio.worst,
        missed: findMissed({
          'early = 0': seen.early === 0,
          'firstMs ≤ 25': firstMs <= 25,
          'acceptedVsBullmq ≤ 1.0': ratio.median <= 1,
        }),
      }
    } finally {
      await bench.close()
    }
  } finally {
    await receivers.close()
    await redis.stop()
  }
}

type Seen = { early: number; firstMs: number[] }

/** Each run: milliseconds from T to the last acceptance. */
async function openRun(bench: Bench, receivers: Receivers, { hosts, seen }: { hosts: number; seen: Seen }) {
  const api = openClient(bench.url, bench.adminKey)
  const issuerId = await makeIssuer(api)
  const urls = Array.from({ length: deliveries }, (_, n) => receivers.urlOf(n % hosts, `/${n}`))
  const listId = await fillList(api, bench.databaseUrl, { name: 'everyone', urls, secret: receivers.secret })
  return async () => {
    await receivers.forget()
    const { releaseId, releaseAt } = await scheduleFanOut(api, { issuerId, listId, inMs: 1_500 })
    await untilFinished(bench.databaseUrl, releaseId)
    const { received, wrong } = await receivers.read()
    const { ids } = await readLedger(bench.databaseUrl, releaseId)
    requireOnce(ids, acceptedIds(received), 'the receivers')
    if (ids.length !== deliveries || wrong > 0) throw new Error(`${ids.length} of ${deliveries} were sent, ${wrong} were wrong`)
    const dueMs = releaseAt.getTime()
    const afterMs = received.map(({ wallMs, openedMs, endedMs }) => wallMs - dueMs + ((endedMs ?? Number.NaN) - openedMs))
    seen.early += received.filter(({ wallMs }) => wallMs < dueMs).length
    seen.firstMs.push(Math.min(...afterMs))
    return Math.max(...afterMs)
  }
}
