import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

/** prisma/migrations, from wherever the process was started. */
export const migrationsDir = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

// The number that `prisma migrate` locks with, so that the two never run at once.
const advisoryLock = 72707369

/**
 * The same as migrateOn, on a connection that is opened for it.
 *
 * @throws as migrateOn does
 */
export async function migrate(url: string, upTo?: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  // The server may go away: the statement that runs tells it, and without a listener the process would end.
  client.on('error', () => {})
  await client.connect()
  try {
    return await migrateOn(client, upTo)
  } finally {
    await client.end()
  }
}

/**
 * Brings a database to the newest migration, under a lock, each migration in its own transaction, recorded in
 * `_prisma_migrations` as `prisma migrate deploy` would record it.
 *
 * @param client a direct connection, which keeps the lock until the caller ends it
 * @param upTo the last one to apply; all that there are by default
 * @returns the names that were applied now
 * @throws when Postgres is older than 18, when an applied migration was changed or is unknown here, or when one was begun by
 *   `prisma migrate` and never finished
 */
export async function migrateOn(client: pg.Client, upTo?: string): Promise<string[]> {
  await requireVersion18(client)
  await client.query('SELECT pg_advisory_lock($1)', [advisoryLock])
  await client.query(createTable)
  const checksums = await readApplied(client)
  const applied: string[] = []
  for (const { name, sql, checksum } of await readMigrations()) {
    const known = checksums.get(name)
    checksums.delete(name)
    if (known === checksum || (known === undefined && upTo !== undefined && name > upTo)) continue
    if (known !== undefined)
      throw new Error(`Migration ${name} was changed after it had been applied. Undo the change; write a new one.`)
    await apply(client, { name, sql, checksum })
    applied.push(name)
  }
  const [unknown] = checksums.keys()
  if (unknown)
    throw new Error(`The database knows the migration ${unknown}, this version of Dateline does not. Start the newer version.`)
  return applied
}

async function requireVersion18(client: pg.Client): Promise<void> {
  const { rows } = await client.query('SHOW server_version_num')
  const version = Number(rows[0].server_version_num)
  if (version < 180000) throw new Error(`Dateline needs Postgres 18 or newer; this server is ${Math.floor(version / 10000)}.`)
}

/** What has been applied by now: name → checksum. */
async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  )
  const unfinished = rows.find(({ finished }) => !finished)
  if (unfinished) {
    throw new Error(
      `Migration ${unfinished.name} was begun and never finished, so nobody knows how much of it is there. Undo what there is ` +
        `of it by hand, or restore a backup; then run: prisma migrate resolve --rolled-back ${unfinished.name}`,
    )
  }
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

/** The names of the migrations that this version of Dateline has, in order. */
export async function listMigrations(): Promise<string[]> {
  const entries = await readdir(migrationsDir, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

type Migration = { name: string; sql: string; checksum: string }

async function readMigrations(): Promise<Migration[]> {
  return Promise.all(
    (await listMigrations()).map(async (name) => {
      const sql = await readFile(`${migrationsDir}/${name}/migration.sql`, 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), now(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new Error(`Migration ${name} failed; nothing of it was applied.`, { cause: error })
  }
}

// As Prisma's schema engine makes it.
const createTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`
