import { type Client, makeIssuer, makeRelease, openClient, until } from './client.ts'
import { machineMs } from './clock.ts'
import { untilFinished } from './fan-out.ts'
import { fillList } from './fill.ts'
import { readLedger } from './ledger.ts'
import { findMissed } from './pairs.ts'
import { checkIds, type Receivers, startReceivers } from './receivers.ts'
import { type Bench, startBench } from './service.ts'

const [perList, hosts] = [10_000, 200]

export type HoldResult = {
  deliveries: number
  workers: number
  arrivedBefore: number
  /** how long after the answer to PUT the last one began to arrive */
  lastAfterMs: number
  lateArrivals: number
  /** what GET /v1/holds said is held, and what had not arrived by then */
  held: { said: number; true: number }
  /** how many of the first thousand after the release are the urgent publication's */
  urgentFirst: number
  arrived: number
  doubles: number
  seconds: number
  /** the goals that were not reached */
  missed: string[]
}

/** The hold of the wire in a burst of 20,000 with two worker processes, and its release. Every id is checked at the receivers. */
export async function benchHold(_options: { full: boolean }, say: (line: string) => void): Promise<HoldResult> {
  const receivers = await startReceivers(Array.from({ length: hosts }, () => ({ status: 200, afterMs: 0 })))
  try {
    const bench = await startBench({ workers: 1 })
    try {
      return await measure(bench, receivers, say)
    } finally {
      await bench.close()
    }
  } finally {
    await receivers.close()
  }
}

async function measure(bench: Bench, receivers: Receivers, say: (line: string) => void): Promise<HoldResult> {
  const api = openClient(bench.url, bench.adminKey)
  const { urgent, bulk } = await publishBoth(api, bench, receivers)
  const beganMs = machineMs()
  await until(async () => (await receivers.countAccepted()) >= 2_000)
  await api('PUT', '/v1/wire/hold', { body: { reason: 'A bench presses it' } })
  const pressedMs = machineMs()
  // Three seconds of watching: one for the promise, two to see it kept.
  await until(async () => machineMs() - pressedMs > 3_000)
  const arrivals = await readArrivals(receivers)
  const before = arrivals.filter(({ atMs }) => atMs <= pressedMs).length
  const late = arrivals.filter(({ atMs }) => atMs - pressedMs > 1_000).length
  const lastAfterMs = Math.max(0, ...arrivals.map(({ atMs }) => atMs - pressedMs))
  const held = { said: await countHeld(api), true: 2 * perList - arrivals.length }
  say(`${arrivals.length} had arrived, the last ${lastAfterMs.toFixed(0)} ms after the answer; ${held.said} are held`)
  await api('DELETE', '/v1/wire/hold?reason=Over')
  for (const id of [urgent, bulk]) await untilFinished(bench.databaseUrl, id)
  const all = await readArrivals(receivers)
  const released = all.slice(arrivals.length, arrivals.length + 1_000)
  const urgentFirst = released.filter(({ path }) => path.startsWith('/urgent')).length
  const ledgers = [await readLedger(bench.databaseUrl, urgent), await readLedger(bench.databaseUrl, bulk)]
  const { missing, doubled } = checkIds(
    ledgers.flatMap(({ ids }) => ids),
    all.map(({ id }) => id),
  )
  return {
    deliveries: 2 * perList,
    workers: 2,
    arrivedBefore: before,
    lastAfterMs: Math.round(lastAfterMs),
    lateArrivals: late,
    held,
    urgentFirst,
    arrived: all.length - doubled.length,
    doubles: doubled.length,
    seconds: Math.round((machineMs() - beganMs) / 100) / 10,
    missed: findMissed({
      'nothing begins later than a second after the answer': late === 0,
      'what is held is what has not arrived': held.said === held.true,
      'the urgent ones go first': urgentFirst > 900,
      'each arrives, and once': all.length === 2 * perList && missing.length + doubled.length === 0,
    }),
  }
}

/** In the order of their arrival: the moment at which the body was complete and its signature verified, by the receivers' clock. */
async function readArrivals(receivers: Receivers): Promise<{ id: string; path: string; atMs: number }[]> {
  const { received } = await receivers.read()
  const arrivals = received.flatMap(({ id, path, takenMs }) => (takenMs === null ? [] : [{ id, path, atMs: takenMs }]))
  return arrivals.sort((a, b) => a.atMs - b.atMs)
}

async function publishBoth(api: Client, bench: Bench, receivers: Receivers): Promise<{ urgent: string; bulk: string }> {
  const issuerId = await makeIssuer(api)
  const listOf = (name: string) => {
    const urls = Array.from({ length: perList }, (_, n) => receivers.urlOf(n % hosts, `/${name}/${n}`))
    return fillList(api, bench.databaseUrl, { name, urls, secret: receivers.secret })
  }
  const bulk = await makeRelease(api, issuerId, [await listOf('bulk')], 6)
  const urgent = await makeRelease(api, issuerId, [await listOf('urgent')], 2)
  await api('PUT', `/v1/releases/${bulk}/publication`, { body: {} })
  await api('PUT', `/v1/releases/${urgent}/publication`, { body: {} })
  return { urgent, bulk }
}

async function countHeld(api: Client): Promise<number> {
  const { json } = await api('GET', '/v1/holds')
  return json.items[0].behind.pending
}
