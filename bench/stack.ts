import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/db/embedded.ts'
import { until } from './client.ts'
import { machineMs } from './clock.ts'
import { remember } from './ends.ts'
import { withClient } from './ledger.ts'
import { end, freePort } from './redis.ts'
import { benchSecretKey } from './service.ts'
import { type Death, restartAfterMs, supervise } from './supervise.ts'

/** What a wire consists of while it runs. */
export const parts = ['web', 'worker-1', 'worker-2', 'redis', 'postgres'] as const

/** One of these. */
export type Part = (typeof parts)[number]

/** A whole wire of several processes, each of which comes back when it dies, as under a supervisor. */
export type Stack = {
  url: string
  adminKey: string
  databaseUrl: string
  /** Resolves when a part is at work. */
  up(part: Part): Promise<void>
  /** kill -9 of a part that is at work, waited for where it is not; resolves when it has been started again */
  kill(part: Part): Promise<Death>
  flushRedis(): Promise<Death>
  /** kill -9 of Redis, which comes back without its data */
  loseRedis(): Promise<Death>
  /** Postgres is told to stop, as for an update, and started again */
  restartPostgres(): Promise<Death>
  close(): Promise<void>
}

/** @param env what the processes add to their environment */
export async function startStack(env: Record<string, string> = {}): Promise<Stack> {
  const dir = await mkdtemp(join(tmpdir(), 'dateline-stack-'))
  const closers: (() => Promise<void>)[] = [() => rm(dir, { recursive: true, force: true })]
  const close = remember(async () => {
    for (const closer of closers.reverse()) await closer()
  })
  try {
    const postgres = await openPostgres(dir)
    closers.push(postgres.close)
    const redis = await openRedis(join(dir, 'redis'))
    closers.push(redis.close)
    const settings = {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      DATA_DIR: dir,
      OUTBOUND_ALLOW: '127.0.0.0/8',
      LOG_LEVEL: 'fatal',
      SECRET_KEY: benchSecretKey,
      ...env,
    }
    const start = async (role: 'web' | 'worker') => {
      const port = await freePort()
      const started = supervise(role, port, settings)
      closers.push(started.close)
      await started.up()
      return { ...started, url: `http://127.0.0.1:${port}` }
    }
    const [web, one, two] = await Promise.all([start('web'), start('worker'), start('worker')])
    const all = { web, 'worker-1': one, 'worker-2': two, redis, postgres }
    // Whichever of them was first has made the wire, and says the key of its admin.
    const said = async () => /dl_live_\S+/.exec([web, one, two].map((each) => each.said()).join('\n'))?.[0]
    return {
      url: web.url,
      adminKey: await until(said, 10_000),
      databaseUrl: postgres.url,
      up: (part) => all[part].up(),
      kill: (part) => all[part].kill(),
      flushRedis: redis.flush,
      loseRedis: redis.lose,
      restartPostgres: postgres.restart,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A server is back when it takes connections: whoever struck it has waited for that. */
const isUp = async (): Promise<void> => {}

async function openPostgres(dir: string) {
  const port = await freePort()
  let server = await startEmbeddedPostgres({ dir, port })
  const { url } = server
  let striking: Promise<unknown> = Promise.resolve()
  const strike = (signal: 'SIGKILL' | 'SIGINT'): Promise<Death> => {
    const struck = (async () => {
      const pid = await readPostmaster(url)
      const killedMs = machineMs()
      process.kill(pid, signal)
      await until(async () => !isAlive(pid), 20_000)
      await setTimeout(restartAfterMs)
      server = await startAgain(dir, port)
      return { killedMs, backMs: machineMs() }
    })()
    striking = struck.catch(() => {})
    return struck
  }
  const close = async () => {
    await striking
    await server.stop()
  }
  return { url, up: isUp, kill: () => strike('SIGKILL'), restart: () => strike('SIGINT'), close }
}

/** The children of a postmaster that was killed hold its memory for a moment, and no other is let in before they are gone. */
async function startAgain(dir: string, port: number): Promise<EmbeddedPostgres> {
  return until(() => startEmbeddedPostgres({ dir, port }).catch(() => undefined), 60_000)
}

async function openRedis(dir: string) {
  const port = await freePort()
  let child = await runRedis(dir, port)
  const killThen = async (meanwhile: () => Promise<void>): Promise<Death> => {
    const gone = once(child, 'exit')
    const killedMs = machineMs()
    child.kill('SIGKILL')
    await gone
    await setTimeout(restartAfterMs)
    await meanwhile()
    child = await runRedis(dir, port)
    return { killedMs, backMs: machineMs() }
  }
  const flush = async (): Promise<Death> => {
    const killedMs = machineMs()
    const asked = spawn('redis-cli', ['-p', String(port), 'flushall'], { stdio: 'ignore' })
    const [code] = await once(asked, 'close')
    if (code !== 0) throw new Error('FLUSHALL was refused')
    return { killedMs, backMs: machineMs() }
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    up: isUp,
    kill: () => killThen(async () => {}),
    lose: () => killThen(() => rm(dir, { recursive: true, force: true })),
    flush,
    close: () => end(child),
  }
}

/** It keeps its data as Redis does that was told to: each command in a file, written down once a second. */
async function runRedis(dir: string, port: number): Promise<ChildProcess> {
  await mkdir(dir, { recursive: true })
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir]
  const child = spawn('redis-server', [...where, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (!/Ready to accept/i.test(line)) continue
    child.stdout.resume()
    return child
  }
  throw new Error('redis-server ended before it was ready')
}

/** Postgres' own first process; this machine's, since the server runs beside us. */
async function readPostmaster(databaseUrl: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid")
    return rows[0].pid
  })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
