import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, statfs } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import pino from 'pino'
import { startEmbeddedPostgres } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { openQueue } from '../src/queue/queue.ts'
import { createDatabase } from './harness/database.ts'
import { writeProcesses } from './harness/processes.ts'

/**
 * `npm test`: one Postgres and, where it can be had, one Redis for the whole run, then node's own runner, with a process for each
 * folder of tests, or for a few small ones. Names or parts of names as arguments pick files.
 *
 * `npm run test:peers` (`--peers`): the same for what is tried against real servers of others, as far as they are installed.
 */
const files = findFiles(process.argv.slice(2))
if (files.length === 0) {
  // Without a file node's runner would look for tests by itself, and run them all.
  console.error(`No file of tests is named like ${process.argv.slice(2).join(' or ')}.`)
  process.exit(1)
}
const dir = await mkdtemp(join(await placeForFiles(), 'dateline-test-'))
// Servers that refuse to run as root must reach their own folders in it.
await chmod(dir, 0o711)
const postgres = await startEmbeddedPostgres({ dir, durable: false })
const redis = await startRedis(dir)
// Whoever stops the run stops the tests; the servers are stopped after them, below.
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort())
try {
  await makeTemplate(await createDatabase(postgres.url, 'template_dateline'))
  console.log(redis.note)
  process.exitCode = await runTests()
} finally {
  redis.stop()
  await postgres.stop()
  await rm(dir, { recursive: true, force: true })
}

/** A migrated database, the queue's own tables too: each test's database is a copy of it. */
async function makeTemplate(url: string): Promise<void> {
  await migrate(url)
  const queue = await openQueue({ redisUrl: undefined, databaseUrl: url, log: pino({ level: 'silent' }) })
  await queue.close()
}

function findFiles(wanted: string[]): string[] {
  const parts = wanted.filter((part) => part !== '--peers')
  const all = globSync(parts.length < wanted.length ? 'test/peers/*.peer.ts' : 'test/**/*.test.ts')
  return all.filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
}

async function runTests(): Promise<number> {
  const cache = { NODE_COMPILE_CACHE: join(dir, 'compiled'), TMPDIR: join(dir, 'tmp') }
  await mkdir(cache.TMPDIR)
  const env = { ...process.env, ...cache, TEST_POSTGRES_URL: postgres.url, TEST_REDIS_URL: redis.url ?? '', NODE_ENV: 'test' }
  // As in the service (src/heap.ts): V8 would compile Prisma's WebAssembly twice in each of these processes.
  const args = ['--wasm-tiering-budget=130000000', '--test', '--test-concurrency=3', ...(await writeProcesses(dir, files))]
  // Node's runner takes its output for a file.
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  const runner = spawn(process.execPath, args, { stdio: ['inherit', 'pipe', 'inherit'], env: { ...env, ...colours } })
  stopping.signal.addEventListener('abort', () => runner.kill())
  const ended = once(runner, 'close')
  await report(runner.stdout)
  const [code] = await ended
  return code ?? 1
}

/** Passes on what the runner says. Of a run that was interrupted it calls everything failed that had not ended: that says nothing. */
async function report(said: Readable): Promise<void> {
  let passed = 0
  const skipped: string[] = []
  for await (const line of createInterface({ input: said })) {
    // The signal reaches the tests, too: what becomes of them may be read before it.
    await setImmediate()
    if (stopping.signal.aborted) continue
    console.log(line)
    const plain = stripVTControlCharacters(line)
    if (/^✔ test\/.*\.(test|peer)\.ts/.test(plain)) passed += 1
    const skip = /^\s*﹣ (.*) \([\d.]+ms\) # (.*)$/.exec(plain)
    if (skip) skipped.push(`${skip[1]}: ${skip[2]}`)
  }
  if (skipped.length > 0) console.log(`\nNot run:\n${skipped.map((what) => `  ${what}`).join('\n')}`)
  if (stopping.signal.aborted) console.log(`Interrupted; ${passed} files passed.`)
}

/** In memory where there is plenty: a database is made and dropped for every other suite, which is some hundred files each. */
async function placeForFiles(): Promise<string> {
  const plenty = 4 * 2 ** 30
  const memory = await statfs('/dev/shm').catch(() => undefined)
  return memory && memory.bavail * memory.bsize > plenty && freemem() > plenty ? '/dev/shm' : tmpdir()
}

async function startRedis(folder: string): Promise<{ url?: string; note: string; stop(): void }> {
  const given = process.env.REDIS_URL
  if (process.env.TEST_WITHOUT_REDIS)
    return { note: 'Redis: not used, as asked (TEST_WITHOUT_REDIS). Only the Postgres queue is tested.', stop: () => {} }
  if (given)
    return { url: given, note: `Redis: ${new URL(given).host}, from REDIS_URL. Releases go by way of it.`, stop: () => {} }
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    return { note: 'Redis: no REDIS_URL and no redis-server installed. Only the Postgres queue is tested.', stop: () => {} }
  }
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--maxmemory-policy', 'noeviction']
  // Nothing inherited: a pipe that this run's output goes through must end with the run.
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  await untilListening(port)
  return {
    url: `redis://127.0.0.1:${port}`,
    note: 'Redis: redis-server started for this run. Releases go by way of it.',
    stop: () => server.kill(),
  }
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = connect(port, '127.0.0.1')
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (open) return
    await setTimeout(25)
  }
  throw new Error('redis-server did not start')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return address !== null && typeof address === 'object' ? address.port : 0
}
