import { startWebhookReceiver } from '../src/demo/receivers/http.ts'
import type { Client } from './client.ts'
import { importCsv, makeIssuer, makeRelease, openClient, until } from './client.ts'
import { startBench } from './service.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const perList = 10_000

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

/** The hold of the wire in a burst of 20,000 with two worker processes, and its release. Every id is checked at the receiver. */
export async function benchHold(_options: { full: boolean }, say: (line: string) => void): Promise<HoldResult> {
  const arrivals: { id: string; path: string; at: number }[] = []
  let seen = 0
  // The receiver's own clock, at the moment at which the body is complete and its signature verified.
  const receiver = await startWebhookReceiver({
    secretOf: () => secret,
    ready: async () => {
      seen += 1
    },
  })
  const note = () => {
    for (const { webhookId, path } of receiver.received.slice(arrivals.length)) {
      arrivals.push({ id: webhookId, path, at: performance.now() })
    }
  }
  const bench = await startBench({ workers: 1 })
  const timer = setInterval(note, 5)
  try {
    const api = openClient(bench.url, bench.adminKey)
    await importCsv(api, rows(receiver.url))
    const { urgent, bulk } = await publishBoth(api)
    const began = performance.now()
    await until(async () => seen >= 2_000)
    await api('PUT', '/v1/wire/hold', { body: { reason: 'A bench presses it' } })
    note()
    const pressedAt = performance.now()
    const arrivedBefore = arrivals.length
    say(`pressed after ${arrivedBefore} arrivals`)
    // Three seconds of watching: one for the promise, two to see it kept.
    await until(async () => performance.now() - pressedAt > 3_000)
    note()
    const late = arrivals.filter(({ at }) => at - pressedAt > 1_000)
    const lastAfterMs = Math.max(0, ...arrivals.map(({ at }) => at - pressedAt))
    const said = await countHeld(api)
    const held = { said, true: 2 * perList - arrivals.length }
    const atRelease = arrivals.length
    say(`${arrivals.length} had arrived, the last ${lastAfterMs.toFixed(0)} ms after the answer; ${said} are held`)
    await api('DELETE', '/v1/wire/hold?reason=Over')
    for (const id of [urgent, bulk]) await until(async () => (await api('GET', `/v1/releases/${id}/status`)).json.finished)
    note()
    const urgentFirst = arrivals.slice(atRelease, atRelease + 1_000).filter(({ path }) => path.startsWith('/urgent')).length
    const arrived = new Set(arrivals.map(({ id }) => id)).size
    return {
      deliveries: 2 * perList,
      workers: 2,
      arrivedBefore,
      lastAfterMs: Math.round(lastAfterMs),
      lateArrivals: late.length,
      held,
      urgentFirst,
      arrived,
      doubles: arrivals.length - arrived,
      seconds: Math.round((performance.now() - began) / 100) / 10,
      missed: [
        ...(late.length === 0 ? [] : ['nothing begins later than a second after the answer']),
        ...(held.said === held.true ? [] : ['what is held is what has not arrived']),
        ...(urgentFirst > 900 ? [] : ['the urgent ones go first']),
        ...(arrivals.length === 2 * perList && arrived === 2 * perList ? [] : ['each arrives, and once']),
      ],
    }
  } finally {
    clearInterval(timer)
    await bench.close()
    await receiver.close()
  }
}

async function publishBoth(api: Client): Promise<{ urgent: string; bulk: string }> {
  const issuerId = await makeIssuer(api)
  const listOf = async (tag: string) =>
    (await api('POST', '/v1/outlet-lists', { body: { name: tag, rule: { include: { tags: [tag] } } } })).json.id
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

function* rows(url: string): Generator<string> {
  yield 'kind,externalId,name,country,languages,timeZone,tags,channel,settings.url,settings.secret'
  for (const tag of ['bulk', 'urgent']) {
    for (let n = 0; n < perList; n++) {
      yield `outlet,${tag}-${n},Outlet ${tag} ${n},AE,en,UTC,${tag},webhook,${url}/${tag}/${n},${secret}`
    }
  }
}
