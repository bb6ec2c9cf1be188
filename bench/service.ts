import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import manifest from '../package.json' with { type: 'json' }
import { startEmbeddedPostgres } from '../src/db/embedded.ts'
import { until } from './client.ts'
import { remember } from './ends.ts'
import { withClient } from './ledger.ts'
import { end } from './redis.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** What `npm start` tells Node before it names the program: benches start everything in the same way. */
export const nodeFlags: readonly string[] = manifest.scripts.start.split(' ').slice(1, -1)

/** What an installation of a bench is sealed with. */
export const benchSecretKey = 'the key of a bench, thrown away when it ends'

/** Dateline as it runs in life: its own processes on a durable Postgres, reached over HTTP. */
export type Bench = {
  url: string
  adminKey: string
  databaseUrl: string
  /** DATA_DIR */
  dir: string
  /** the most memory that any of its processes ever had, megabytes */
  peakMb(): Promise<number>
  close(): Promise<void>
}

type Options = {
  /** what the first process does; it serves and works by default */
  first?: 'all' | 'web'
  /** how many worker processes run beside it */
  workers?: number
  /** what they add to the environment */
  env?: Record<string, string>
  /** the program that they run; Dateline itself by default */
  program?: string
}

/** Starts it on a database of its own, which goes with it. */
export async function startBench({ first = 'all', workers = 0, env = {}, program = main }: Options = {}): Promise<Bench> {
  const dir = await mkdtemp(join(tmpdir(), 'dateline-bench-'))
  const postgres = await startEmbeddedPostgres({ dir })
  const children: ChildProcess[] = []
  const close = remember(async () => {
    await Promise.all(children.map(end))
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  })
  const settings = {
    DATABASE_URL: postgres.url,
    DATA_DIR: dir,
    PORT: '0',
    OUTBOUND_ALLOW: '127.0.0.0/8',
    LOG_LEVEL: 'error',
    SECRET_KEY: benchSecretKey,
    ...env,
  }
  const run = (role: string): ChildProcess => {
    const { REDIS_URL: _, ...inherited } = process.env
    const child = spawn(process.execPath, [...nodeFlags, program, role], {
      env: { ...inherited, ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    return child
  }
  try {
    const opened = await readAddress(run(first))
    for (let n = 0; n < workers; n++) run('worker').stdout?.resume()
    await untilListening(postgres.url, 1 + workers)
    return { ...opened, dir, databaseUrl: postgres.url, peakMb: () => readPeak(children), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What a process says when it listens; the first one says the admin's key, too. */
async function readAddress(child: ChildProcess): Promise<{ url: string; adminKey: string }> {
  if (!child.stdout) throw new Error('the process has no output')
  let adminKey = ''
  for await (const line of createInterface({ input: child.stdout })) {
    adminKey ||= /dl_live_\S+/.exec(line)?.[0] ?? ''
    const url = /listens on (\S+)/.exec(line)?.[1]
    if (!url) continue
    child.stdout.resume()
    return { url, adminKey }
  }
  throw new Error('the service ended before it listened')
}

/** A process has opened everything when it listens for signals: what is measured does not begin while one is still starting. */
async function untilListening(databaseUrl: string, processes: number): Promise<void> {
  await withClient(databaseUrl, (client) =>
    until(async () => {
      const { rows } = await client.query("SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN %'")
      return rows.length >= processes
    }, 60_000),
  )
}

/** The kernel's own high-water mark of resident memory. */
async function readPeak(children: ChildProcess[]): Promise<number> {
  const marks = await Promise.all(
    children.map(async ({ pid }) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8')
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024
    }),
  )
  return Math.round(Math.max(...marks))
}
