import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { KillPoint } from '../../src/kill-point.ts'
import type { Stage } from '../harness/stage.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** A process of Dateline on a stage's own database, queue and receivers. */
export type DatelineProcess = {
  child: ChildProcess
  /** where it listens; of a worker undefined */
  url: string | undefined
  /** resolves when it is gone, with the signal that ended it, else its exit code */
  ended: Promise<NodeJS.Signals | number | null>
}

type Options = { role?: 'web' | 'worker'; point?: KillPoint | `${KillPoint}:${number}`; env?: Record<string, string> }

/** Starts a process as `npm start` does; it dies at a kill point where one is named. */
export async function startDateline(
  { deps }: Stage,
  { role = 'worker', point, env = {} }: Options = {},
): Promise<DatelineProcess> {
  const { config } = deps
  const settings = {
    DATABASE_URL: config.databaseUrl,
    REDIS_URL: config.redisUrl,
    SECRET_KEY: config.secretKey,
    SMTP_URL: config.smtpUrl,
    DATA_DIR: config.dataDir,
    OUTBOUND_ALLOW: config.outboundAllow.join(','),
    BATCH_SIZE: String(config.batchSize),
    WORKER_BATCHES: '1',
    BATCH_CONCURRENCY: '4',
    PORT: '0',
    LOG_LEVEL: 'error',
    DATELINE_KILL_POINT: point,
    ...env,
  }
  const child = spawn(process.execPath, [main, role], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // One that does not come by where it is to die would keep its test for ever.
  const late = setTimeout(() => child.kill('SIGTERM'), 45_000)
  const ended = once(child, 'close').then(([code, signal]) => {
    clearTimeout(late)
    return signal ?? code
  })
  const url = role === 'web' ? await readAddress(child) : undefined
  child.stdout.resume()
  return { child, url, ended }
}

async function readAddress({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('the process has no output')
  for await (const line of createInterface({ input: stdout })) {
    const url = /listens on (\S+)/.exec(line)?.[1]
    if (url) return url
  }
  throw new Error('the process ended before it listened')
}
