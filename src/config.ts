import { z } from 'zod'

const blocks = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.union([z.cidrv4(), z.cidrv6()], 'is no list of address blocks: send some like 127.0.0.0/8,::1/128')))

const count = (from: number, to: number) => {
  const error = `must be a number from ${from} to ${to}`
  return z.coerce.number(error).int(error).min(from, error).max(to, error)
}

const url = (protocol: RegExp, example: string) => z.url({ protocol, error: `must be an address like ${example}` }).optional()

const postgres = url(/^postgres(ql)?$/, 'postgresql://user:password@host:5432/dateline')

/**
 * Every variable that Dateline reads. All have a default or may be left out; .env.example explains each, and a test
 * holds the two together.
 */
export const Environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: count(0, 65_535).default(8300),
  PUBLIC_URL: url(/^https?$/, 'https://wire.example'),
  DATA_DIR: z.string().default('.dateline'),
  DATABASE_URL: postgres,
  DATABASE_DIRECT_URL: postgres,
  DATABASE_POOL: count(2, 500).default(12),
  REDIS_URL: url(/^rediss?$/, 'redis://host:6379'),
  SECRET_KEY: z.string().min(32, 'must have at least 32 characters: openssl rand -hex 32 makes one').optional(),
  SMTP_URL: url(/^smtps?$/, 'smtp://user:password@host:587'),
  OUTBOUND_ALLOW: blocks.default([]),
  WORKER_BATCHES: count(1, 64).default(6),
  BATCH_SIZE: count(1, 2000).default(250),
  BATCH_CONCURRENCY: count(1, 1000).default(40),
  IMPORT_MAX_MB: count(1, 1000).default(100),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
  TRUST_PROXY: z.stringbool({ error: 'must be true or false' }).default(false),
})

/** What the environment says, parsed: units in the names, empty variables left out. */
export type Config = {
  /** where the API listens */
  host: string
  /** 0 takes any free port */
  port: number
  /** how the world reaches the API: unsubscribe links, problem types; undefined means the address it listens on */
  publicUrl: string | undefined
  /** the embedded Postgres, its password and the generated secret key live here */
  dataDir: string
  databaseUrl: string | undefined
  /** for LISTEN and migrations, where databaseUrl is a pooler */
  databaseDirectUrl: string | undefined
  databasePool: number
  redisUrl: string | undefined
  /** seals endpoint secrets, hashes addresses, signs unsubscribe links */
  secretKey: string | undefined
  /** the relay that mail leaves through, `smtp://user:password@host:port` */
  smtpUrl: string | undefined
  /** CIDR blocks that outgoing HTTP may reach although they are private */
  outboundAllow: string[]
  /** batches that a worker delivers at once */
  workerBatches: number
  /** deliveries in a batch, at most */
  batchSize: number
  /** sends at once within a batch */
  batchConcurrency: number
  /** how large a file of outlets and journalists may be */
  importMaxBytes: number
  logLevel: string
  trustProxy: boolean
}

/**
 * The configuration of a process. An empty variable counts as one that is not set.
 *
 * @throws an Error that names every wrong variable
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The configuration is wrong; .env.example explains each variable.\n${lines.join('\n')}`)
  }
  const value = parsed.data
  if (value.DATABASE_URL && !value.SECRET_KEY) {
    throw new Error('SECRET_KEY is needed beside DATABASE_URL: every process must share it. Make one: openssl rand -hex 32')
  }
  return {
    host: value.HOST,
    port: value.PORT,
    publicUrl: value.PUBLIC_URL?.replace(/\/$/, ''),
    dataDir: value.DATA_DIR,
    databaseUrl: value.DATABASE_URL,
    databaseDirectUrl: value.DATABASE_DIRECT_URL,
    databasePool: value.DATABASE_POOL,
    redisUrl: value.REDIS_URL,
    secretKey: value.SECRET_KEY,
    smtpUrl: value.SMTP_URL,
    outboundAllow: value.OUTBOUND_ALLOW,
    workerBatches: value.WORKER_BATCHES,
    batchSize: value.BATCH_SIZE,
    batchConcurrency: value.BATCH_CONCURRENCY,
    importMaxBytes: value.IMPORT_MAX_MB * 1024 * 1024,
    logLevel: value.LOG_LEVEL,
    trustProxy: value.TRUST_PROXY,
  }
}
