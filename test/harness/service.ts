import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { createApiKey } from '../../src/accounts/create-key.ts'
import { buildApp } from '../../src/app.ts'
import { type Clock, systemClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { inTransaction } from '../../src/db/client.ts'
import { type AppDeps, openDeps } from '../../src/deps.ts'
import type { Role } from '../../src/http/principal.ts'
import type { App } from '../../src/http/server.ts'
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
  /** a key of this role, on a new account unless one is named */
  client(role: Role, accountId?: string): Promise<Client & { accountId: string; key: string }>
  close(): Promise<void>
}

type Options = {
  clock?: Clock
  queue?: 'redis' | 'postgres'
  env?: Record<string, string>
  /** puts something between the service and its database */
  via?: (databaseUrl: string) => Promise<string>
}

/** @param queue `redis` only where `queues` names it */
export async function startService({ clock = systemClock, queue = 'postgres', env = {}, via }: Options = {}): Promise<Service> {
  const database = await takeDatabase()
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
  const log = pino({ level: config.logLevel })
  const { deps, close } = await openDeps({ config, log, clock, queuePrefix: new URL(database.url).pathname.slice(1) })
  const app = await buildApp(deps)
  await app.ready()
  const adminKey = await foundWire(deps)
  const as = (token?: string) => openClient(app, token)
  return {
    deps,
    app,
    admin: as(adminKey),
    as,
    client: async (role, accountId) => {
      const owner = accountId ?? (await createAccount(deps, role))
      const { key } = await inTransaction(deps.db, (tx) =>
        createApiKey({ tx, clock }, undefined, owner, { name: `A ${role}`, role, expiresAt: null }),
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

/** The queue backends of this run: Redis only where one could be had. */
export const queues: readonly ('redis' | 'postgres')[] = process.env.TEST_REDIS_URL ? ['postgres', 'redis'] : ['postgres']

async function createAccount({ db, clock }: AppDeps, role: Role): Promise<string> {
  const now = clock.now()
  const kind = role === 'submitter' ? 'company' : 'wire'
  const account = await db.account.create({ data: { name: `Account of a ${role}`, kind, createdAt: now, updatedAt: now } })
  return account.id
}
