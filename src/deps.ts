import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { type Alive, openAlive } from './db/alive.ts'
import { type Db, openDb } from './db/client.ts'
import { type Copy, openCopy } from './db/copy.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './db/embedded.ts'
import { type Fast, openFast } from './db/fast.ts'
import { migrateOn } from './db/migrate.ts'
import { openSignals, type Signals } from './db/signals.ts'
import { requireUtc } from './db/time-zone.ts'
import { waitForPostgres } from './db/wait-for-postgres.ts'
import type { FileStore } from './files/file-store.ts'
import { openFiles } from './files/open-files.ts'
import { newSecret } from './ids.ts'
import { type Connect, openConnect } from './net/connect.ts'
import { type Fetch, openFetch } from './net/fetch.ts'
import { openQueue, type Queue } from './queue/queue.ts'
import { openScan, type Scan } from './scan/clamd.ts'
import { openVault, type Vault } from './vault.ts'

/** Everything that is open while a process runs. A use-case picks what it needs. */
export type AppDeps = {
  config: Config
  log: Logger
  clock: Clock
  /** a number in [0, 1) */
  random: () => number
  db: Db
  /** the same database, for the statements of the dispatch engine */
  fast: Fast
  /** opens a connection for COPY, to be closed by whoever asked for it */
  copy: () => Promise<Copy>
  /** takes the sign of life of a worker, to be closed by whoever asked for it */
  alive: () => Promise<Alive>
  queue: Queue
  signals: Signals
  fetch: Fetch
  connect: Connect
  vault: Vault
  /** the bytes of files that releases name */
  files: FileStore
  /** looks for viruses; undefined: nobody does */
  scan: Scan | undefined
  /** the address that links of ours begin with */
  publicUrl: string
  /** names this process in leases and attempts */
  workerName: string
}

type Options = {
  config: Config
  log: Logger
  clock?: Clock
  random?: () => number
  queuePrefix?: string
}

// One records while others claim.
const fastConnections = 4

/**
 * Opens what a process needs, migrates the database, and tells how to close it all again in order.
 *
 * @throws when the database or the queue cannot be reached; what was open by then is closed
 */
export async function openDeps({ config, log, clock = systemClock, random = Math.random, queuePrefix }: Options): Promise<{
  deps: AppDeps
  close: () => Promise<void>
}> {
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closer of closers.reverse()) await closer().catch((error: unknown) => log.warn({ err: error }, 'while closing'))
    closers.length = 0
  }
  try {
    const embedded = config.databaseUrl ? undefined : await openEmbedded(config, log)
    if (embedded) closers.push(() => embedded.stop())
    const url = config.databaseUrl ?? embedded?.url ?? ''
    const directUrl = config.databaseDirectUrl ?? url
    await prepareDatabase(directUrl, log)
    const db = openDb(url, config.databasePool)
    closers.push(() => db.$disconnect())
    const fast = openFast(directUrl, fastConnections)
    closers.push(() => fast.close())
    const signals = await openSignals(directUrl)
    closers.push(() => signals.close())
    const queue = await openQueue({ redisUrl: config.redisUrl, databaseUrl: directUrl, log, prefix: queuePrefix })
    closers.push(() => queue.close())
    const { fetch, close: closeFetch } = openFetch({ allow: config.outboundAllow })
    closers.push(closeFetch)
    const connect = openConnect({ allow: config.outboundAllow })
    const vault = openVault(config.secretKey ?? (await readSecretKey(config.dataDir)))
    const files = await openFiles(config)
    closers.push(() => files.close())
    const publicUrl = config.publicUrl ?? `http://${config.host}:${config.port}`
    const workerName = `${process.pid}-${newSecret().slice(0, 6)}`
    const [copy, alive] = [() => openCopy(url), () => openAlive(directUrl)]
    const scan = config.clamdUrl === undefined ? undefined : openScan(config.clamdUrl)
    const opened = { db, fast, copy, alive, queue, signals, fetch, connect, vault, files, scan }
    return { deps: { config, log, clock, random, ...opened, publicUrl, workerName }, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** For so long a process that starts waits for a Postgres that is away. */
const postgresWithinMs = 10_000

async function prepareDatabase(directUrl: string, log: Logger): Promise<void> {
  const client = await waitForPostgres(directUrl, {
    withinMs: postgresWithinMs,
    waiting: () => log.warn({ withinMs: postgresWithinMs }, 'Postgres is away: waiting for it'),
  })
  try {
    const applied = await migrateOn(client)
    if (applied.length > 0) log.info({ migrations: applied }, 'database migrated')
    await requireUtc(client, directUrl)
  } finally {
    await client.end()
  }
}

async function openEmbedded(config: Config, log: Logger): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres({ dir: config.dataDir })
  log.info({ adopted: embedded.adopted, dir: config.dataDir }, 'embedded Postgres runs')
  return embedded
}

/**
 * The key of an installation that was given none: made once, kept in `secret-key` beside the embedded data. All processes
 * that start at once get the same.
 *
 * @throws when the file cannot be read or written
 */
export async function readSecretKey(dir: string): Promise<string> {
  const path = join(dir, 'secret-key')
  const lines = (await readIfThere(path)).split('\n')
  const known = lines.map((line) => line.trim()).find(Boolean)
  if (known) return known
  await mkdir(dir, { recursive: true, mode: 0o700 })
  // Appended, so that no lock is needed: the first line counts, also where another process was faster.
  await appendFile(path, `${newSecret()}\n`, { mode: 0o600, flush: true })
  return readSecretKey(dir)
}

async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
}
