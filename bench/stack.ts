import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/db/embedded.ts'
import { until } from './client.ts'
import { machineMs } from './clock.ts'
import { withClient } from './ledger.ts'
import { end, freePort } from './redis.ts'
import { benchSecretKey } from './service.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** How long a supervisor takes to notice that something died, milliseconds. */
const restartAfterMs = 200

/** What a wire consists of while it runs. */
export const parts = ['web', 'worker-1', 'worker-2', 'redis', 'postgres'] as const

/** One of these. */
export type Part = (typeof parts)[number]

type Dateline = Exclude<Part, 'redis' | 'postgres'>

/** When something was killed and when it had been started again, by machineMs(). */
export type Death = { killedMs: number; backMs: number }

/** A whole wire of several processes, each of which comes back when it dies, as under a supervisor. */
export type Stack = {
  url: string
  adminKey: string
  databaseUrl: string
  /** kill -9; resolves when it has been started again */
  kill(part: Part): Promise<Death>
  flushRedis(): Promise<void>
  /** kill -9 of Redis, which comes back without its data */
  loseRedis(): Promise<Death>
  /** Postgres is told to stop, as for an update, and started again */
  restartPostgres(): Promise<Death>
  close(): Promise<void>
}

/** @param env what the processes add to their environment */
export async function startStack(env: Record<string, string> = {}): Promise<Stack> {
  const dir = await mkdtemp(join(tmpdir(), 'dateline-stack-'))
  const redisDir = join(dir, 'redis')
  const [databasePort, redisPort, port] = [await freePort(), await freePort(), await freePort()]
  const running = new Map<Part, ChildProcess>()
  let postgres = await startEmbeddedPostgres({ dir, port: databasePort })
  const { url: databaseUrl } = postgres
  const settings = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    DATA_DIR: dir,
    PORT: String(port),
    OUTBOUND_ALLOW: '127.0.0.0/8',
    LOG_LEVEL: 'fatal',
    SECRET_KEY: benchSecretKey,
    ...env,
  }
  let closing = false
  const back = new EventEmitter()
  const startDateline = async (part: Dateline): Promise<string> => {
    const child = runDateline(part, settings)
    running.set(part, child)
    // However it ended: one that starts while Postgres is away says so and ends, too.
    child.once('exit', async () => {
      await setTimeout(restartAfterMs)
      if (!closing) await startDateline(part).catch(() => {})
    })
    const said = part === 'web' ? await readLine(child, /listens on/) : drain(child)
    back.emit(part)
    return said
  }
  const startRedis = async () => {
    const child = await runRedis(redisDir, redisPort)
    running.set('redis', child)
    await readLine(child, /Ready to accept/i)
  }
  const restartPostgres = async (signal: 'SIGKILL' | 'SIGINT'): Promise<Death> => {
    const pid = await readPostmaster(databaseUrl)
    const killedMs = machineMs()
    process.kill(pid, signal)
    await until(async () => !isAlive(pid), 20_000)
    await setTimeout(restartAfterMs)
    postgres = await restart(dir, databasePort)
    return { killedMs, backMs: machineMs() }
  }
  const killRedis = async (meanwhile = async () => {}): Promise<Death> => {
    const killedMs = await kill(running.get('redis'))
    await setTimeout(restartAfterMs)
    await meanwhile()
    await startRedis()
    return { killedMs, backMs: machineMs() }
  }
  const killDateline = async (part: Dateline): Promise<Death> => {
    await until(async () => running.get(part)?.exitCode === null && running.get(part)?.signalCode === null)
    const returned = once(back, part)
    const killedMs = await kill(running.get(part))
    await returned
    return { killedMs, backMs: machineMs() }
  }
  const close = async () => {
    closing = true
    await Promise.all([...running.values()].map(end))
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await startRedis()
    const said = await startDateline('web')
    for (const part of ['worker-1', 'worker-2'] as const) await startDateline(part)
    return {
      url: `http://127.0.0.1:${port}`,
      adminKey: /dl_live_\S+/.exec(said)?.[0] ?? '',
      databaseUrl,
      kill: (part) => {
        if (part === 'postgres') return restartPostgres('SIGKILL')
        return part === 'redis' ? killRedis() : killDateline(part)
      },
      flushRedis: () => flush(redisPort),
      loseRedis: () => killRedis(() => rm(redisDir, { recursive: true, force: true })),
      restartPostgres: () => restartPostgres('SIGINT'),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The children of a postmaster that was killed hold its memory for a moment, and no other is let in before they are gone. */
async function restart(dir: string, port: number): Promise<EmbeddedPostgres> {
  return until(() => startEmbeddedPostgres({ dir, port }).catch(() => undefined), 60_000)
}

function runDateline(part: Dateline, env: Record<string, string>): ChildProcess {
  const { REDIS_URL: _, ...inherited } = process.env
  const role = part === 'web' ? 'web' : 'worker'
  return spawn(process.execPath, [main, role], { env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** It keeps its data as Redis does that was told to: each command in a file, written down once a second. */
async function runRedis(dir: string, port: number): Promise<ChildProcess> {
  await mkdir(dir, { recursive: true })
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir]
  return spawn('redis-server', [...where, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Reads what a process says until it says what is waited for. */
async function readLine(child: ChildProcess, awaited: RegExp): Promise<string> {
  if (!child.stdout) throw new Error('the process has no output')
  let said = ''
  for await (const line of createInterface({ input: child.stdout })) {
    said += `${line}\n`
    if (!awaited.test(line)) continue
    child.stdout.resume()
    return said
  }
  throw new Error(`a process ended before it was ready:\n${said}`)
}

function drain(child: ChildProcess): string {
  child.stdout?.resume()
  return ''
}

/** Postgres' own first process; this machine's, since the server runs beside us. */
async function readPostmaster(databaseUrl: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid")
    return rows[0].pid
  })
}

/** @returns when it was killed */
async function kill(child: ChildProcess | undefined): Promise<number> {
  if (!child) throw new Error('there is no such process')
  const gone = once(child, 'exit')
  const killedMs = machineMs()
  child.kill('SIGKILL')
  await gone
  return killedMs
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function flush(port: number): Promise<void> {
  const child = spawn('redis-cli', ['-p', String(port), 'flushall'], { stdio: 'ignore' })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error('FLUSHALL was refused')
}
