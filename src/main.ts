import './heap.ts'
import { parseArgs } from 'node:util'
import { type Config, readConfig } from './config.ts'
import { type AppDeps, openDeps } from './deps.ts'
import { holdIfRestored } from './holds/hold-if-restored.ts'
import { openLog } from './log.ts'
import { openMonths } from './retention/open-months.ts'
import { openTracing } from './tracing/open-tracing.ts'
import { foundWire } from './wire/found.ts'
import { requireKey } from './wire/require-key.ts'
import { getWire } from './wire/wire.ts'

const usage = 'Usage: npm start -- [web | worker | all]    (default: all)'

type Role = 'web' | 'worker' | 'all'

const closers: (() => Promise<void>)[] = []
const role = readRole(process.argv.slice(2))
const config = readConfigOrExit()
const log = openLog({ level: config.logLevel, base: { role } })
// Node's own warnings belong in the log, like everything else that an operator reads.
process.removeAllListeners('warning')
process.on('warning', (warning) => log.debug({ err: warning }, 'node warning'))

let stoppingSince: number | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // npm passes on the Ctrl-C that the terminal has sent already: only a later one means «at once».
    if (stoppingSince !== undefined && performance.now() - stoppingSince > 1000) process.exit(1)
    if (stoppingSince !== undefined) return
    stoppingSince = performance.now()
    log.info('stopping')
    void stop(0)
  })
}

await start().catch((error: unknown) => {
  console.error(explain(error))
  return stop(1)
})

/** `web` serves the API, `worker` runs jobs, `all` is both in one process. */
async function start(): Promise<void> {
  closers.push(await openTracing({ endpoint: config.tracesUrl, role, log }))
  const { deps, close } = await openDeps({ config, log })
  closers.push(close)
  await openMonths(deps)
  await requireKey(deps)
  // The address first: a key that is shown once is not to stand above a failure.
  const address = role === 'worker' ? undefined : await listen(deps)
  const adminKey = await foundWire(deps)
  await requireKey(deps)
  await holdIfRestored(deps)
  if (adminKey) console.log(`\nA new wire. Its first admin’s key, shown this once:\n\n  ${adminKey}\n`)
  if (address) console.log(`Dateline listens on ${address}    API reference: ${address}/docs`)
  const { senderAddress } = await getWire(deps.db)
  if (senderAddress.endsWith('.example')) log.warn({ senderAddress }, 'the wire has no sender of its own yet: PATCH /v1/wire')
  if (role !== 'web') {
    const { startWorker } = await import('./worker.ts')
    const worker = await startWorker(deps)
    closers.push(worker.stop)
  }
  if (role !== 'worker' && config.bounceSmtp !== undefined) await listenForMail(deps, config.bounceSmtp)
  if (role === 'worker' && config.metricsPort !== undefined) await listenForScrapes(deps, config.metricsPort)
}

// Loaded by who serves or works, and by nobody else: a process that starts again is missed the less, the less it has to load.
async function listen(deps: AppDeps): Promise<string> {
  const { buildApp } = await import('./app.ts')
  const app = await buildApp(deps)
  closers.push(() => app.close())
  return app.listen({ host: config.host, port: config.port })
}

async function listenForScrapes(deps: AppDeps, port: number): Promise<void> {
  const { buildWorkerApp } = await import('./app.ts')
  const app = buildWorkerApp(deps)
  closers.push(() => app.close())
  const address = await app.listen({ host: config.host, port })
  log.info({ address }, 'metrics')
}

async function listenForMail(deps: AppDeps, where: { host: string; port: number }): Promise<void> {
  const { listenForReturns } = await import('./returns/listen.ts')
  const { port, close } = await listenForReturns(deps, where)
  closers.push(close)
  log.info({ host: where.host, port }, 'bounces and complaints are taken in')
}

/** Stops taking requests, lets what is being sent finish, closes. */
async function stop(code: number): Promise<void> {
  // Whatever never answers: what is lost with it, leases and sweep repair.
  setTimeout(() => process.exit(1), 60_000).unref()
  for (const close of closers.reverse()) await close().catch((error: unknown) => log.warn({ err: error }, 'while stopping'))
  process.exit(code)
}

function readRole(args: string[]): Role {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    })
    if (values.help) {
      console.log(usage)
      process.exit(0)
    }
    const [role = 'all', ...more] = positionals
    if (more.length === 0 && (role === 'web' || role === 'worker' || role === 'all')) return role
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
  console.error(usage)
  process.exit(2)
}

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(2)
  }
}

/** What to do about a start that failed, before the error itself. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return `${config.host}:${config.port} is in use. Set PORT to another one, or end what listens there.`
  const cause = error.cause instanceof Error ? `\n${error.cause.message}` : ''
  if (!config.databaseUrl) return `${error.message}${cause}`
  const { host, pathname } = new URL(config.databaseUrl)
  return `${error.message}${cause}\nThe database is ${pathname.slice(1)} at ${host}, from DATABASE_URL.`
}
