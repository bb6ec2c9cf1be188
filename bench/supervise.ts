import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { until } from './client.ts'
import { machineMs } from './clock.ts'
import { end } from './redis.ts'
import { nodeFlags } from './service.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** How long a supervisor takes to notice that something died, milliseconds. */
export const restartAfterMs = 200

/** When something was killed and when it had been started again, by machineMs(). */
export type Death = { killedMs: number; backMs: number }

/** A process of Dateline that is started again however it ends, as under a supervisor. */
export type Supervised = {
  /** what it has written to its output, over all its lives */
  said(): string
  /** Resolves when it answers on its port: it has opened everything and is at work. */
  up(): Promise<void>
  /** kill -9 of one that is up, waited for where it is not; resolves when it has been started again */
  kill(): Promise<Death>
  /** Ends it for good. */
  close(): Promise<void>
}

/**
 * Starts a process and keeps it: one that starts while Postgres is away says so and ends, and is started again like one that was
 * killed.
 *
 * @param port where it listens once it is at work: a web process on PORT, a worker on METRICS_PORT
 */
export function supervise(role: 'web' | 'worker', port: number, env: Record<string, string>): Supervised {
  const { REDIS_URL: _, ...inherited } = process.env
  const portName = role === 'web' ? 'PORT' : 'METRICS_PORT'
  const options = { env: { ...inherited, ...env, [portName]: String(port) } }
  let closing = false
  let said = ''
  const start = (): ChildProcess => {
    const started = spawn(process.execPath, [...nodeFlags, main, role], { ...options, stdio: ['ignore', 'pipe', 'inherit'] })
    started.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    started.once('exit', async () => {
      await setTimeout(restartAfterMs)
      if (!closing) child = start()
    })
    return started
  }
  let child = start()
  const up = async () => void (await until(() => answers(port), 60_000))
  return {
    said: () => said,
    up,
    kill: async () => {
      await up()
      const victim = child
      const killedMs = machineMs()
      victim.kill('SIGKILL')
      await until(async () => child !== victim)
      return { killedMs, backMs: machineMs() }
    },
    close: async () => {
      closing = true
      await end(child)
    },
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
