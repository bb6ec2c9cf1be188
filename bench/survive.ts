import { setTimeout } from 'node:timers/promises'
import { type Client, makeIssuer, makeRelease, openClient, until } from './client.ts'
import { machineMs } from './clock.ts'
import { fillList } from './fill.ts'
import { withClient } from './ledger.ts'
import { findMissed, round } from './pairs.ts'
import { checkIds, type Received, type Receivers, startReceivers } from './receivers.ts'
import { type Part, parts, type Stack, startStack } from './stack.ts'
import type { Death } from './supervise.ts'

const hosts = 400
const perFanOut = 20_000
/** With fewer left to accept the next release goes out: whatever is struck, there is work to go on with. */
const leastLeft = 2_000
/** The next strike waits for so long until sending has gone on: what is to be struck is a running fan-out. */
const patienceMs = 10_000
/** What was open, or answered so shortly before a kill, may not have been recorded: milliseconds. */
const inFlightMs = 250

export type SurviveResult = {
  /** ids that the ledger has and no receiver saw */
  lost: number
  /** requests beyond the first with an id */
  doubled: number
  /** the sum over all kills of the requests that were open, or answered in the 250 ms before */
  inFlight: number
  /** from a kill until a request that began later was accepted, the worst */
  resumeSeconds: number
  /** from a kill until all that it had cut off was accepted from elsewhere, whatever was killed meanwhile; the worst */
  retakenSeconds: number
  /** kill -9 */
  kills: number
  /** how often each thing was struck */
  strikes: Record<string, number>
  deliveries: number
  fanOuts: number
  seconds: number
  seed: number
  /** the goals that were not reached */
  missed: string[]
}

type Strike = { what: string; isKill: boolean; death: Death }

/** Everything is killed at random while releases go out to 20,000; what the receivers saw is compared with the ledger, id by id. */
export async function benchSurvive({ full }: { full: boolean }, say: (line: string) => void): Promise<SurviveResult> {
  const seed = Number(process.env.BENCH_SEED ?? Math.floor(Math.random() * 2 ** 31))
  const random = seeded(seed)
  say(`seed ${seed}; BENCH_SEED=${seed} strikes in the same order again`)
  // Answers as outlets give them: each host with a delay of its own.
  const receivers = await startReceivers(
    Array.from({ length: hosts }, () => ({ status: 200, afterMs: 20 + Math.floor(random() * 80) })),
  )
  const stack = await startStack({ WORKER_BATCHES: '2', BATCH_CONCURRENCY: '30' })
  try {
    const publish = await openPublish(stack, receivers)
    const began = machineMs()
    const releases = [await publish()]
    const strikes: Strike[] = []
    for (const what of plan(full ? 1_000 : 20, random)) {
      // Nobody is struck in the moment in which he comes back, but at some time after it.
      await up(stack, what)
      await setTimeout(200 + random() * 500)
      if (releases.length * perFanOut - (await receivers.countAccepted()) < leastLeft) releases.push(await publish())
      const struck = await strike(stack, what)
      strikes.push(struck)
      const { killedMs, backMs } = struck.death
      await until(async () => (await receivers.lastBegunMs()) > killedMs, patienceMs).catch(() => {})
      const [at, away] = [killedMs - began, backMs - killedMs].map((ms) => round(ms / 1000))
      say(`${at} s: ${what}, back after ${away} s, ${await receivers.countAccepted()} accepted`)
    }
    await until(() => isFinished(stack, releases))
    const seconds = round((machineMs() - began) / 1000)
    say(`finished after ${seconds} s`)
    const { received, wrong } = await receivers.read()
    if (wrong > 0) throw new Error(`${wrong} requests were wrong or had a wrong signature`)
    for (const { what, death } of strikes) {
      const { resumedMs, retakenMs } = waits(received, death)
      say(`${what}: sending went on after ${round(resumedMs / 1000)} s, what it cut off after ${round(retakenMs / 1000)} s`)
    }
    const figures = { ...judge(await readLedger(stack), received, strikes), fanOuts: releases.length, seconds, seed }
    return { ...figures, missed: missed(figures) }
  } finally {
    await stack.close()
    await receivers.close()
  }
}

function missed(figures: Omit<SurviveResult, 'missed'>): string[] {
  return findMissed({
    'lost = 0': figures.lost === 0,
    'doubled ≤ inFlight': figures.doubled <= figures.inFlight,
    'resumeSeconds ≤ 5': figures.resumeSeconds <= 5,
    'at least 20 kills': figures.kills >= 20,
  })
}

/** Set arithmetic over what the receivers saw. A request counts when it had come whole, whether its answer was heard or not. */
function judge(ids: string[], received: Received[], strikes: Strike[]) {
  const taken = received.filter(({ takenMs }) => takenMs !== null)
  const { missing, doubled } = checkIds(
    ids,
    taken.map(({ id }) => id),
  )
  const known = new Set(ids)
  const strange = doubled.filter((id) => !known.has(id))
  if (strange.length > 0) throw new Error(`${strange.length} requests carried an id that the ledger does not know`)
  const deaths = strikes.filter(({ isKill }) => isKill)
  return {
    lost: missing.length,
    doubled: doubled.length,
    inFlight: deaths.reduce((sum, { death }) => sum + findInFlight(received, death).length, 0),
    resumeSeconds: round(Math.max(...strikes.map(({ death }) => waits(received, death).resumedMs)) / 1000),
    retakenSeconds: round(Math.max(...strikes.map(({ death }) => waits(received, death).retakenMs)) / 1000),
    kills: deaths.length,
    strikes: Object.fromEntries([...Map.groupBy(strikes, ({ what }) => what)].map(([what, all]) => [what, all.length])),
    deliveries: ids.length,
  }
}

function findInFlight(received: Received[], { killedMs }: Death): Received[] {
  return received.filter(({ openedMs, endedMs }) => openedMs <= killedMs && (endedMs === null || endedMs > killedMs - inFlightMs))
}

/** How long after a kill the next request that began later was accepted, and how long until all that it had cut off was, from elsewhere. */
function waits(received: Received[], death: Death): { resumedMs: number; retakenMs: number } {
  const { killedMs } = death
  const after = received.filter(({ openedMs, status }) => openedMs > killedMs && status === 200)
  const inFlight = findInFlight(received, death)
  const cutOff = new Set(inFlight.filter(({ status }) => status === 0).map(({ id }) => id))
  const first = new Map<string, number>()
  for (const { id, endedMs } of after) {
    if (cutOff.has(id)) first.set(id, Math.min(first.get(id) ?? Number.POSITIVE_INFINITY, endedMs ?? 0))
  }
  const next = after.reduce((least, { endedMs }) => Math.min(least, endedMs ?? least), Number.POSITIVE_INFINITY)
  const retakenMs = Math.max(0, ...[...first.values()].map((at) => at - killedMs))
  return { resumedMs: next === Number.POSITIVE_INFINITY ? 0 : next - killedMs, retakenMs }
}

/** So many kills in rounds, each of which strikes every part once, in an order of chance; between them what is no kill. */
function plan(kills: number, random: () => number): string[] {
  const rounds = Array.from({ length: Math.ceil(kills / parts.length) }, () => shuffle(parts, random))
  const deck: string[] = rounds.flat()
  for (const what of ['FLUSHALL', 'FLUSHALL', 'redis loses its file', 'postgres restarts']) {
    deck.splice(Math.floor(random() * (deck.length + 1)), 0, what)
  }
  return deck
}

function shuffle<T>(things: readonly T[], random: () => number): T[] {
  const places = things.map((thing) => ({ thing, place: random() }))
  return places.sort((a, b) => a.place - b.place).map(({ thing }) => thing)
}

async function up(stack: Stack, what: string): Promise<void> {
  for (const part of parts) if (part === what) await stack.up(part)
}

async function strike(stack: Stack, what: string): Promise<Strike> {
  if (what === 'FLUSHALL') return { what, isKill: false, death: await stack.flushRedis() }
  if (what === 'postgres restarts') return { what, isKill: false, death: await stack.restartPostgres() }
  if (what === 'redis loses its file') return { what, isKill: true, death: await stack.loseRedis() }
  const part: Part = parts.find((one) => one === what) ?? 'web'
  return { what: part, isKill: true, death: await stack.kill(part) }
}

/** An audience, and a release to it each time. */
async function openPublish(stack: Stack, receivers: Receivers): Promise<() => Promise<string>> {
  const api: Client = openClient(stack.url, stack.adminKey)
  const urls = Array.from({ length: perFanOut }, (_, n) => receivers.urlOf(n % hosts, `/${n}`))
  const listId = await fillList(api, stack.databaseUrl, { name: 'everyone', urls, secret: receivers.secret })
  const issuerId = await makeIssuer(api)
  return async () => {
    await stack.up('web')
    const id = await makeRelease(api, issuerId, [listId])
    await api('PUT', `/v1/releases/${id}/publication`, { body: {} })
    return id
  }
}

/** Asked of the counters and of the rows that they count: it is over when both say that everything has reached its end. */
async function isFinished({ databaseUrl }: Stack, releases: string[]): Promise<boolean> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query(
      `SELECT COALESCE(sum(delivered), 0)::int AS counted, (SELECT count(*)::int FROM deliveries WHERE state = 'delivered') AS real
      FROM tallies`,
    )
    return rows[0].counted === rows[0].real && rows[0].real === releases.length * perFanOut
  })
}

async function readLedger({ databaseUrl }: Stack): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string }>('SELECT id FROM deliveries')
    return rows.map(({ id }) => id)
  })
}

/** Mulberry32: small, and the same everywhere for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
