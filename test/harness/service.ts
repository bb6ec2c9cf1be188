import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApiKey } from '../../src/accounts/create-key.ts'
import { buildApp } from '../../src/app.ts'
import { type Clock, systemClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { inTransaction } from '../../src/db/client.ts'
import { type AppDeps, openDeps } from '../../src/deps.ts'
import { holdIfRestored } from '../../src/holds/hold-if-restored.ts'
import type { Mode, Role } from '../../src/http/principal.ts'
import type { App } from '../../src/http/server.ts'
import { openLog } from '../../src/log.ts'
import { foundWire } from '../../src/wire/found.ts'
import { type Client, openClient } from './client.ts'
import { takeDatabase } from './database.ts'

/** A whole Dateline on a database of its own, its API asked through `inject`: everything real but the socket. */
export type Service = {
  deps: AppDeps
  app: App
  /** asks with the first admin's key */
  admin: Client
  /** asks without a key, or with any token */
  as(token?: string): Client
  /** a key of this role, on a new account unless one is named, live unless it is for tests */
  client(role: Role, accountId?: string, mode?: Mode): Promise<Client & { accountId: string; key: string }>
  close(): Promise<void>
}

type Options = {
  clock?: Clock
  queue?: 'redis' | 'postgres'
  env?: Record<string, string>
  /** puts something between the service and its database */
  via?: (databaseUrl: string) => Promise<string>
  /** a database that is there already, and what becomes of it at the end */
  database?: { url: string; drop: () => Promise<void> }
  /** where the lines of the log go, which are silent by default */
  logTo?: { write(line: string): void }
}

/** @param queue that of this run by default; `redis` only where `queues` names it */
export async function startService(options: Options = {}): Promise<Service> {
  const { clock = systemClock, queue = queuesOfThisRun[0], env = {}, via, database: given, logTo } = options
  const database = given ?? (await takeDatabase())
  const dir = await mkdtemp(join(tmpdir(), 'dateline-service-'))
  const config = readConfig({
    DATA_DIR: dir,
    DATABASE_URL: via ? await via(database.url) : database.url,
    SECRET_KEY: 'a secret key for tests, and for nothing else',
    OUTBOUND_ALLOW: '127.0.0.0/8',
    PUBLIC_URL: 'https://wire.example',
    LOG_LEVEL: 'silent',
    REDIS_URL: queue === 'redis' ? process.env.TEST_REDIS_URL : undefined,
    ...env,
  })
  const log = openLog({ level: config.logLevel }, logTo)
  const { deps, close } = await openDeps({ config, log, clock })
  const app = await buildApp(deps)
  await app.ready()
  const adminKey = await foundWire(deps)
  await holdIfRestored(deps)
  const as = (token?: string) => openClient(app, token)
  return {
    deps,
    app,
    admin: as(adminKey),
    as,
    client: async (role, accountId, mode = 'live') => {
      const owner = accountId ?? (await createAccount(deps, role))
      const { key } = await inTransaction(deps.db, (tx) =>
        createApiKey({ tx, clock }, undefined, owner, { name: `A ${role}`, role, mode, expiresAt: null }),
      )
      return { ...as(key), accountId: owner, key }
    },
    close: async () => {
      await app.close()
      await close()
      await database.drop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Both queue backends, for what is about the queue itself: Redis only where one could be had. */
export const queues: readonly ('redis' | 'postgres')[] = process.env.TEST_REDIS_URL ? ['postgres', 'redis'] : ['postgres']

/** The one that this run is about, by which every test goes that names none: CI runs all with Redis and all without. */
export const queuesOfThisRun: readonly ['redis' | 'postgres'] = process.env.TEST_REDIS_URL ? ['redis'] : ['postgres']

async function createAccount({ db, clock }: AppDeps, role: Role): Promise<string> {
  const now = clock.now()
  const kind = role === 'submitter' ? 'company' : 'wire'
  const account = await db.account.create({ data: { name: `Account of a ${role}`, kind, createdAt: now, updatedAt: now } })
  return account.id
}
