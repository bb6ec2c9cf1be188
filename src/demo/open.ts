import { createServer } from 'node:net'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { type AppDeps, openDeps } from '../deps.ts'
import { newSecret } from '../ids.ts'
import { openLog } from '../log.ts'
import { foundWire } from '../wire/found.ts'
import { startWorker } from '../worker.ts'
import { openDatabase } from './database.ts'

/** A whole Dateline that listens, with a new wire. */
export type DemoWire = { url: string; adminKey: string; deps: AppDeps }

type Options = {
  /** the demo's own folder: database and log */
  dir: string
  smtpUrl: string
  /** PORT, REDIS_URL and the worker's settings are heeded; what names a database or an address is not */
  env: NodeJS.ProcessEnv
  /** gets what closes it all again, in order */
  stack: AsyncDisposableStack
  /** gets what ends the database, for an end that cannot wait for the rest */
  onDatabase: (stop: () => Promise<void>) => void
}

/** Starts the service as `npm start` does, `all` in one process, on an empty database. */
export async function openWire({ dir, smtpUrl, env, stack, onDatabase }: Options): Promise<DemoWire> {
  const database = await openDatabase(dir)
  stack.defer(database.stop)
  onDatabase(database.stop)
  const config = readConfig({ ...env, ...(await settingsOf(env)), DATA_DIR: dir, DATABASE_URL: database.url, SMTP_URL: smtpUrl })
  const log = openLog({ level: config.logLevel }, pino.destination({ dest: join(dir, 'service.log'), append: false, sync: true }))
  logWarnings(log)
  const { deps, close } = await openDeps({ config, log, queuePrefix: 'dateline-demo' })
  stack.defer(close)
  const adminKey = await foundWire(deps, wire)
  if (!adminKey) throw new Error('The database of the demo was not empty.')
  const app = await buildApp(deps)
  stack.defer(() => app.close())
  const url = await app.listen({ host: config.host, port: config.port })
  const worker = await startWorker(deps)
  stack.defer(worker.stop)
  return { url, adminKey, deps }
}

const wire = { name: 'Dateline Demo Wire', url: 'https://wire.example', senderAddress: 'news@wire.example' }

async function settingsOf({ LOG_LEVEL = 'warn', PORT = '8300' }: NodeJS.ProcessEnv) {
  return {
    LOG_LEVEL,
    HOST: '127.0.0.1',
    PORT: String(await choosePort(Number(PORT))),
    PUBLIC_URL: undefined,
    DATABASE_DIRECT_URL: undefined,
    SECRET_KEY: newSecret(),
    OUTBOUND_ALLOW: '127.0.0.0/8,::1/128',
  }
}

/** Node's own warnings would land in the middle of the bars. */
function logWarnings(log: Logger): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning) => log.warn({ err: warning }, 'node'))
}

/** The wanted port, or any free one where that is taken: links in mails carry it, so it is chosen before anything listens. */
async function choosePort(wanted: number): Promise<number> {
  return listenOnce(wanted).catch(() => listenOnce(0))
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
