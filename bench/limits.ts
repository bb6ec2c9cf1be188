import { type Client, importCsv, makeIssuer, makeRelease, openClient } from './client.ts'
import { untilFinished } from './fan-out.ts'
import { readLedger } from './ledger.ts'
import { findMissed, round } from './pairs.ts'
import { acceptedIds, type Received, type Receivers, receiversSecret, requireOnce, startReceivers } from './receivers.ts'
import { startRedis } from './redis.ts'
import { startBench } from './service.ts'

const workers = 4

export type LimitsResult = {
  /** requests that came sooner than a window after the one as many before them as the limit allows, by the receiver's clock */
  overshoot: number
  /** of what the limits allowed while work was waiting, over all hosts */
  used: number
  /** the same of the host that used least */
  usedWorst: number
  hosts: number
  workers: number
  deliveries: number
  seconds: number
  /** the goals that were not reached */
  missed: string[]
}

type Limit = { limit: number; seconds: number }

/** 500 of them, no two alike: 2 to 21 in any 2 to 26 seconds. */
const limits: readonly Limit[] = Array.from({ length: 500 }, (_, n) => ({ limit: 2 + (n % 20), seconds: 2 + Math.floor(n / 20) }))

/** Hosts with a limit each, and work for all of them at once: are the limits kept, and are they made use of? */
export async function benchLimits({ full }: { full: boolean }, say: (line: string) => void): Promise<LimitsResult> {
  const receivers = await startReceivers(limits.map((_, host) => ({ status: 200, afterMs: 5 + (host % 40) })))
  const redis = await startRedis()
  const bench = await startBench({ first: 'web', workers, env: { REDIS_URL: redis.url } })
  try {
    const api = openClient(bench.url, bench.adminKey)
    await importCsv(api, rows(receivers, full))
    await Promise.all(limits.map((pace, host) => limitHost(api, new URL(receivers.urlOf(host)).host, pace)))
    const { json: list } = await api('POST', '/v1/outlet-lists', { body: { name: 'Everybody', rule: {} } })
    const releaseId = await makeRelease(api, await makeIssuer(api), [list.id])
    say(`${limits.length} hosts are limited`)
    const began = Date.now()
    await api('PUT', `/v1/releases/${releaseId}/publication`, { body: {} })
    const ended = await untilFinished(bench.databaseUrl, releaseId)
    const { received, wrong } = await receivers.read()
    if (wrong > 0) throw new Error(`${wrong} requests were wrong or had a wrong signature`)
    const { ids } = await readLedger(bench.databaseUrl, releaseId)
    requireOnce(ids, acceptedIds(received), 'the receivers')
    const figures = { ...judge(received, full), deliveries: ids.length, seconds: round((ended - began) / 1000) }
    say(`${ids.length} deliveries in ${figures.seconds} s: ${figures.overshoot} too soon, ${figures.used} of the limits used`)
    return { ...figures, missed: findMissed({ 'overshoot = 0': figures.overshoot === 0, 'used ≥ 0.9': figures.used >= 0.9 }) }
  } finally {
    await bench.close()
    await redis.stop()
    await receivers.close()
  }
}

async function limitHost(api: Client, host: string, pace: Limit): Promise<void> {
  await api('PATCH', `/v1/hosts/${encodeURIComponent(host)}`, { body: { pace }, headers: { 'if-match': '"0"' } })
}

/** How often a host's limit is used up: for a quarter of a minute, or two, and so that no window is begun in vain. */
function countRounds({ seconds }: Limit, full: boolean): number {
  return 1 + Math.ceil((full ? 120 : 15) / seconds)
}

/**
 * By the instant at which a request's head came. What a limit allows is told in time: as much work takes at least one window less
 * than it has rounds, and what it took is divided into that.
 */
function judge(received: Received[], full: boolean) {
  const byHost = Map.groupBy(received, ({ host }) => host)
  const each = limits.map((limit, host) => {
    const at = (byHost.get(host) ?? []).map(({ openedMs }) => openedMs).sort((a, b) => a - b)
    const tooSoon = at.filter((one, n) => one - (at[n - limit.limit] ?? Number.NEGATIVE_INFINITY) < limit.seconds * 1000).length
    const allowedMs = (countRounds(limit, full) - 1) * limit.seconds * 1000
    return { tooSoon, allowedMs, tookMs: (at.at(-1) ?? 0) - (at[0] ?? 0) }
  })
  const sum = (read: (one: (typeof each)[number]) => number) => each.reduce((total, one) => total + read(one), 0)
  return {
    overshoot: sum(({ tooSoon }) => tooSoon),
    used: round(sum(({ allowedMs }) => allowedMs) / sum(({ tookMs }) => tookMs)),
    usedWorst: round(Math.min(...each.map(({ allowedMs, tookMs }) => allowedMs / tookMs))),
    hosts: limits.length,
    workers,
  }
}

function* rows(receivers: Receivers, full: boolean): Generator<string> {
  yield 'kind,externalId,name,country,languages,timeZone,channel,settings.url,settings.secret'
  for (const [host, limit] of limits.entries()) {
    for (let n = 0; n < limit.limit * countRounds(limit, full); n++) {
      yield `outlet,o-${host}-${n},Outlet ${host} ${n},AE,en,UTC,webhook,${receivers.urlOf(host, `/${n}`)},${receiversSecret}`
    }
  }
}
