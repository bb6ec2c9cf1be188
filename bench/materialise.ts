import pg from 'pg'
import pino from 'pino'
import { readConfig } from '../src/config.ts'
import { type Db, openDb } from '../src/db/client.ts'
import { type AppDeps, openDeps } from '../src/deps.ts'
import { expandDispatch } from '../src/publications/expand.ts'
import { type Client, makeIssuer, makeRelease, openClient } from './client.ts'
import { machineMs } from './clock.ts'
import { remember } from './ends.ts'
import { fillAudience } from './fill.ts'
import { withClient } from './ledger.ts'
import { findMissed, median, ratioOf, runPairs } from './pairs.ts'
import { type Bench, benchSecretKey, startBench } from './service.ts'

const [outlets, journalists] = [6_500, 86_000]
const deliveries = outlets + journalists
/** Prisma's createMany at its liking: as many rows as its limit of bound values lets through at once. */
const chunk = 1_500

/** Rows a second (medians), and ours over theirs. */
export type MaterialiseResult = {
  deliveries: number
  pairs: number
  rowsPerSecond: { dateline: number; insertSelect: number; createMany: number }
  vsInsertSelect: number
  worstVsInsertSelect: number
  vsCreateMany: number
  worstVsCreateMany: number
  missed: string[]
}

/**
 * The expansion of a list of 92,500 (6,500 outlets and 86,000 journalists by rule) into deliveries, batches and counters: the use-case
 * itself, from its call to its commit. Beside it, in the same database: a bare `INSERT … SELECT … ON CONFLICT` from a table that holds
 * the finished rows in the same order, and Prisma's createMany of the same rows (of a twentieth of them without `--full`; rates are
 * compared). The table is empty before each, the indexes are its own, each ends with a durable commit, and what each left is counted.
 */
export async function benchMaterialise({ full }: { full: boolean }, say: (line: string) => void): Promise<MaterialiseResult> {
  const bench = await startBench({ first: 'web' })
  const db = openDb(bench.databaseUrl, 2)
  const closeDb = remember(() => db.$disconnect())
  try {
    const { deps, close } = await openHere(bench)
    try {
      // Both sides on connections that are open and warm: a new one takes a fifth of a second to map the buffers of the server.
      return await withClient(bench.databaseUrl, (peer) => compare({ bench, deps, db, peer }, { full, say }))
    } finally {
      await close()
    }
  } finally {
    await closeDb()
    await bench.close()
  }
}

type Sides = { bench: Bench; deps: AppDeps; db: Db; peer: pg.Client }

async function compare({ bench, deps, db, peer }: Sides, { full, say }: { full: boolean; say(line: string): void }) {
  const { databaseUrl } = bench
  const expand = await openExpansion(bench, deps)
  await expand()
  const rows = await keepFinished(databaseUrl)
  if (rows !== deliveries) throw new Error(`the list reaches ${rows} of ${deliveries}`)
  const sides = {
    dateline: expand,
    insertSelect: () => insertSelect(peer, databaseUrl),
    createMany: () => createMany({ db, databaseUrl }, full ? deliveries : deliveries / 20),
  }
  await sides.insertSelect()
  const rounds = await runPairs(sides, say, full ? { withinMs: 600_000 } : {})
  const [insert, many] = [ratioOf(rounds.dateline, rounds.insertSelect), ratioOf(rounds.dateline, rounds.createMany)]
  return {
    deliveries,
    pairs: rounds.dateline.length,
    rowsPerSecond: {
      dateline: Math.round(median(rounds.dateline)),
      insertSelect: Math.round(median(rounds.insertSelect)),
      createMany: Math.round(median(rounds.createMany)),
    },
    vsInsertSelect: insert.median,
    worstVsInsertSelect: insert.worst,
    vsCreateMany: many.median,
    worstVsCreateMany: many.worst,
    missed: findMissed({ 'vsInsertSelect ≥ 0.8': insert.median >= 0.8, 'vsCreateMany ≥ 8': many.median >= 8 }),
  }
}

/** What the use-case needs, in this process: so that nothing but it is timed. */
async function openHere({ databaseUrl, dir }: Bench): Promise<{ deps: AppDeps; close(): Promise<void> }> {
  const config = readConfig({ DATABASE_URL: databaseUrl, DATA_DIR: dir, SECRET_KEY: benchSecretKey })
  const { deps, close } = await openDeps({ config, log: pino({ level: 'error' }) })
  // As the sweep of a worker does: a pool closes what nobody asks for ten seconds.
  const beat = setInterval(() => void deps.db.$queryRaw`SELECT 1`.catch(() => {}), 1_000)
  const end = async () => {
    clearInterval(beat)
    await close()
  }
  return { deps, close: remember(end) }
}

/** Each run expands a publication of its own, of an hour that is near enough to expand; no worker is there to start it. Rows a second. */
async function openExpansion(bench: Bench, deps: AppDeps): Promise<() => Promise<number>> {
  const api: Client = openClient(bench.url, bench.adminKey)
  const issuerId = await makeIssuer(api)
  const listId = await fillAudience(api, bench.databaseUrl, { outlets, journalists })
  return async () => {
    const releaseId = await makeRelease(api, issuerId, [listId])
    const body = { releaseAt: new Date(Date.now() + 50_000).toISOString() }
    const { json } = await api('PUT', `/v1/releases/${releaseId}/publication`, { body })
    const dispatch = await deps.db.dispatch.findFirstOrThrow({ where: { publicationId: json.id } })
    return timed(bench.databaseUrl, deliveries, () => expandDispatch(deps, dispatch.id))
  }
}

/** Empties the ledger, runs, and checks that so many rows are there then. */
async function timed(databaseUrl: string, rows: number, run: () => Promise<unknown>): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    await client.query('TRUNCATE deliveries, batches')
    await client.query('CHECKPOINT')
    const began = machineMs()
    await run()
    const seconds = (machineMs() - began) / 1000
    const { rows: counted } = await client.query<{ count: number }>('SELECT count(*)::int FROM deliveries')
    if (counted[0]?.count !== rows) throw new Error(`${counted[0]?.count} rows instead of ${rows}`)
    return rows / seconds
  })
}

/** The rows as expansion left them, in its order, for the peers. */
async function keepFinished(databaseUrl: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    await client.query('CREATE TABLE months.finished AS SELECT * FROM deliveries')
    const { rowCount } = await client.query('SELECT FROM months.finished')
    await client.query('VACUUM ANALYZE months.finished')
    return rowCount ?? 0
  })
}

async function insertSelect(peer: pg.Client, databaseUrl: string): Promise<number> {
  const columns = await readColumns(peer)
  return timed(databaseUrl, deliveries, () =>
    peer.query(`INSERT INTO deliveries (${columns}) SELECT ${columns} FROM months.finished
      ON CONFLICT (publication_id, endpoint_id, language) DO NOTHING`),
  )
}

/** All but the id, which the table makes, as it does for expansion. */
async function readColumns(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'months.finished'::regclass AND attnum > 0 AND attname <> 'id'`,
  )
  return rows.map(({ name }) => pg.escapeIdentifier(name)).join(', ')
}

async function createMany({ db, databaseUrl }: { db: Db; databaseUrl: string }, rows: number): Promise<number> {
  await withClient(databaseUrl, async (client) => {
    await client.query('TRUNCATE deliveries')
    await client.query('INSERT INTO deliveries SELECT * FROM months.finished LIMIT $1', [rows])
  })
  const data = await db.delivery.findMany()
  return timed(databaseUrl, rows, async () => {
    for (let from = 0; from < rows; from += chunk) {
      await db.delivery.createMany({ data: data.slice(from, from + chunk).map(({ id: _, ...row }) => row) })
    }
  })
}
