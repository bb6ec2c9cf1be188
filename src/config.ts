import { join } from 'node:path'
import { z } from 'zod'
import { blocks, bucketName, clamd, count, dnsName, ed25519Key, postgres, redis, signingKey, url } from './config/variables.ts'

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
  REDIS_URL: z.string().regex(redis, 'must be an address like redis://host:6379').optional(),
  SECRET_KEY: z.string().min(32, 'must have at least 32 characters: openssl rand -hex 32 makes one').optional(),
  SMTP_URL: url(/^smtps?$/, 'smtp://user:password@host:587'),
  DKIM_DOMAIN: dnsName,
  DKIM_SELECTOR: dnsName,
  DKIM_KEY: signingKey,
  DKIM_SECOND_SELECTOR: dnsName,
  DKIM_SECOND_KEY: ed25519Key,
  BOUNCE_DOMAIN: dnsName,
  BOUNCE_SMTP_HOST: z.string().optional(),
  BOUNCE_SMTP_PORT: count(0, 65_535).optional(),
  OUTBOUND_ALLOW: blocks.default([]),
  WORKER_BATCHES: count(1, 64).default(10),
  BATCH_SIZE: count(1, 2000).default(250),
  BATCH_CONCURRENCY: count(1, 1000).default(40),
  IMPORT_MAX_MB: count(1, 1000).default(100),
  FILES_DIR: z.string().optional(),
  S3_BUCKET: z
    .string()
    .regex(bucketName, 'must be the name of a bucket: 3 to 63 small letters, digits, hyphens or dots')
    .optional(),
  S3_ENDPOINT: url(/^https?$/, 'https://s3.example'),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_PATH_STYLE: z.stringbool({ error: 'must be true or false' }).optional(),
  ATTACHMENT_MAX_MB: count(1, 2000).default(100),
  ATTACHMENT_MAX_MEGAPIXELS: count(1, 1000).default(100),
  FILE_LINK_DAYS: count(1, 365).default(30),
  CLAMD_URL: z.string().regex(clamd, 'must be an address like tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl').optional(),
  LIBRETRANSLATE_URL: url(/^https?$/, 'http://127.0.0.1:5000'),
  LIBRETRANSLATE_API_KEY: z
    .string()
    .regex(/^\S{8,}$/, 'must have at least 8 characters and no space')
    .optional(),
  TRANSLATIONS_AT_ONCE: count(1, 32).default(3),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
  METRICS_PORT: count(0, 65_535).optional(),
  METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, 'must have at least 16 characters and no space')
    .optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(/^https?$/, 'http://collector:4318'),
  TRACE_ONE_IN: count(1, 1_000_000).default(100),
  TRUST_PROXY: z.stringbool({ error: 'must be true or false' }).default(false),
})

/** Whose word a signature of mail is, and the private keys with the names under which their public halves stand in DNS. */
export type DkimConfig = { domain: string; selector: string; key: string; second?: { selector: string; key: string } }

/** A bucket, and how it is reached. Without keys the SDK looks where it always does: environment, files, the machine's own role. */
export type S3Config = {
  bucket: string
  /** undefined: that of AWS in the region */
  endpoint: string | undefined
  region: string
  keys: { accessKeyId: string; secretAccessKey: string } | undefined
  /** whether the bucket stands in the path instead of the host's name */
  pathStyle: boolean
}

/** What the environment says, parsed: units in the names, empty variables left out. */
export type Config = {
  /** where the API listens */
  host: string
  /** 0 takes any free port */
  port: number
  /** how the world reaches the API: unsubscribe links, problem types; undefined means the address it listens on */
  publicUrl: string | undefined
  /** the embedded Postgres, its password, the generated secret key and files of releases live here */
  dataDir: string
  databaseUrl: string | undefined
  /** for LISTEN and migrations, where databaseUrl is a pooler */
  databaseDirectUrl: string | undefined
  databasePool: number
  redisUrl: string | undefined
  /** seals endpoint secrets, hashes addresses, signs links */
  secretKey: string | undefined
  /** the relay that mail leaves through, `smtp://user:password@host:port` */
  smtpUrl: string | undefined
  /** signs mail; undefined: the relay does, or nobody */
  dkim: DkimConfig | undefined
  /** mail comes back to an address under this domain that tells of which delivery it is; undefined: to the wire's sender */
  bounceDomain: string | undefined
  /** where bounces and complaints are taken in over SMTP; undefined: nowhere */
  bounceSmtp: { host: string; port: number } | undefined
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
  /** where files of releases are kept, and where they are received before they go to S3 */
  filesDir: string
  /** the S3-compatible store that files are kept in; undefined: they are kept in filesDir */
  s3: S3Config | undefined
  /** how large a file may be that is attached */
  attachmentMaxBytes: number
  /** how many pixels a picture may have, over all its frames */
  attachmentMaxPixels: number
  /** for how long a link to a file is good from when it is made */
  fileLinkDays: number
  /** the clamd that looks for viruses, `tcp://host:port` or `unix:///path`; undefined: nobody looks */
  clamdUrl: string | undefined
  /** the LibreTranslate that drafts translations; undefined: it drafts none */
  libreTranslateUrl: string | undefined
  /** what LibreTranslate knows us by; a secret */
  libreTranslateApiKey: string | undefined
  /** translations that a worker has drafted at once */
  translationsAtOnce: number
  logLevel: string
  /** where a worker process answers Prometheus; undefined: nowhere */
  metricsPort: number | undefined
  /** opens /metrics beside the keys of those who read for the wire */
  metricsToken: string | undefined
  /** where traces are exported to, OTLP over HTTP; undefined: nowhere, and no trace is made */
  tracesUrl: string | undefined
  /** of so many hand-overs of a batch one has a span of its own */
  traceOneIn: number
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
    const lines = parsed.error.issues.map((issue) => `  ${String(issue.path[0])}: ${issue.message}`)
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
    ...readMail(value),
    outboundAllow: value.OUTBOUND_ALLOW,
    workerBatches: value.WORKER_BATCHES,
    batchSize: value.BATCH_SIZE,
    batchConcurrency: value.BATCH_CONCURRENCY,
    importMaxBytes: value.IMPORT_MAX_MB * 1024 * 1024,
    ...readFiles(value),
    libreTranslateUrl: value.LIBRETRANSLATE_URL?.replace(/\/+$/, ''),
    libreTranslateApiKey: value.LIBRETRANSLATE_API_KEY,
    translationsAtOnce: value.TRANSLATIONS_AT_ONCE,
    logLevel: value.LOG_LEVEL,
    metricsPort: value.METRICS_PORT,
    metricsToken: value.METRICS_TOKEN,
    tracesUrl: value.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, ''),
    traceOneIn: value.TRACE_ONE_IN,
    trustProxy: value.TRUST_PROXY,
  }
}

function readMail(value: z.infer<typeof Environment>): Pick<Config, 'smtpUrl' | 'dkim' | 'bounceDomain' | 'bounceSmtp'> {
  return {
    smtpUrl: value.SMTP_URL,
    dkim: readDkim(value),
    bounceDomain: value.BOUNCE_DOMAIN?.toLowerCase(),
    bounceSmtp: readBounceSmtp(value),
  }
}

function readDkim(value: z.infer<typeof Environment>): Config['dkim'] {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY: key } = value
  const second = readSecondKey(value)
  if (domain && selector && key) return { domain, selector, key, ...(second ? { second } : {}) }
  if (domain || selector || key || second) {
    throw new Error('DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY go together: set all or none, and a second key beside them only')
  }
  return undefined
}

function readSecondKey(value: z.infer<typeof Environment>): DkimConfig['second'] {
  const { DKIM_SELECTOR: first, DKIM_SECOND_SELECTOR: selector, DKIM_SECOND_KEY: key } = value
  if (!selector && !key) return undefined
  if (!selector || !key || selector === first) {
    throw new Error('DKIM_SECOND_SELECTOR and DKIM_SECOND_KEY go together, and the selector is another than DKIM_SELECTOR')
  }
  return { selector, key }
}

function readBounceSmtp(value: z.infer<typeof Environment>): Config['bounceSmtp'] {
  const { HOST, BOUNCE_DOMAIN: domain, BOUNCE_SMTP_HOST: host = HOST, BOUNCE_SMTP_PORT: port } = value
  if (port === undefined) return undefined
  if (!domain) throw new Error('BOUNCE_SMTP_PORT needs BOUNCE_DOMAIN: what comes to any other domain is not taken in')
  return { host, port }
}

type FilesConfig = Pick<Config, 'filesDir' | 's3' | 'attachmentMaxBytes' | 'attachmentMaxPixels' | 'fileLinkDays' | 'clamdUrl'>

function readFiles(value: z.infer<typeof Environment>): FilesConfig {
  return {
    filesDir: value.FILES_DIR ?? join(value.DATA_DIR, 'files'),
    s3: readS3(value),
    attachmentMaxBytes: value.ATTACHMENT_MAX_MB * 1024 * 1024,
    attachmentMaxPixels: value.ATTACHMENT_MAX_MEGAPIXELS * 1_000_000,
    fileLinkDays: value.FILE_LINK_DAYS,
    clamdUrl: value.CLAMD_URL,
  }
}

function readS3(value: z.infer<typeof Environment>): S3Config | undefined {
  const {
    S3_BUCKET: bucket,
    S3_ENDPOINT: endpoint,
    S3_REGION: region,
    S3_ACCESS_KEY_ID: id,
    S3_SECRET_ACCESS_KEY: secret,
  } = value
  if ((id === undefined) !== (secret === undefined)) {
    throw new Error('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together: set both or neither')
  }
  if (bucket === undefined) {
    if (endpoint || id) throw new Error('S3_BUCKET is needed beside the other settings of S3: it says where files go')
    return undefined
  }
  const keys = id && secret ? { accessKeyId: id, secretAccessKey: secret } : undefined
  return { bucket, endpoint, region, keys, pathStyle: value.S3_PATH_STYLE ?? endpoint !== undefined }
}
