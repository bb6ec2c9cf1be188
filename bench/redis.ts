import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { remember } from './ends.ts'

/** A redis-server of our own on loopback, with the defaults that Redis ships. */
export type RedisServer = {
  url: string
  port: number
  pid: number
  /** Ends it and removes what it wrote; for one that was killed, too. */
  stop(): Promise<void>
}

/**
 * Starts the machine's redis-server in a folder of its own.
 *
 * @param port any free one by default; that of one that died, to bring it back without its data
 * @throws when there is no redis-server, or it does not start
 */
export async function startRedis({ port: wanted }: { port?: number } = {}): Promise<RedisServer> {
  const port = wanted ?? (await freePort())
  const dir = await mkdtemp(join(tmpdir(), 'dateline-redis-'))
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = remember(async () => {
    await end(child)
    await rm(dir, { recursive: true, force: true })
  })
  try {
    await once(child, 'spawn')
    await ready(child)
    const { pid } = child
    if (pid === undefined) throw new Error('redis-server has no process')
    return { url: `redis://127.0.0.1:${port}`, port, pid, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ready(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('redis-server has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    if (!/Ready to accept connections/i.test(line)) continue
    child.stdout.resume()
    return
  }
  throw new Error('redis-server ended before it was ready')
}

/** Ends a child by its id, and waits until it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await gone
  clearTimeout(late)
}

/** A port on loopback that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return port
}

/** The port that a server listens on. */
export function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return address.port
}
