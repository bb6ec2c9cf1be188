import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type Copy, openCopy } from '../db/copy.ts'
import { listMigrations, migrate } from '../db/migrate.ts'
import { fileOf, type Manifest } from './manifest.ts'
import { inOrder, listTables, quote } from './tables.ts'

/**
 * Loads a backup into an empty database, in one transaction, and holds the wire: the database may have forgotten what was sent.
 * The backup of an older version is brought up to this one.
 *
 * @param manifest what readBackup found, which has checked every file
 * @throws a sentence when the backup is too new, or there is something in the database
 */
export async function restoreBackup({
  url,
  folder,
  manifest,
}: {
  url: string
  folder: string
  manifest: Manifest
}): Promise<void> {
  await requireKnown(manifest)
  const copy = await openCopy(url)
  try {
    await requireEmpty(copy, manifest)
    await migrate(url, manifest.migrations.at(-1))
    for (const setting of [`timezone = 'UTC'`, 'statement_timeout = 0', 'idle_in_transaction_session_timeout = 0'])
      await copy.query(`SET ${setting}`)
    await copy.query('BEGIN')
    await openMonths(copy, manifest)
    for (const table of await inOrder(copy, Object.keys(manifest.tables))) await load(copy, { manifest, table, folder })
    const held = await hold(copy, manifest)
    await copy.query('COMMIT')
    await migrate(url)
    if (!held) await hold(copy, manifest)
    await copy.query('ANALYZE')
  } finally {
    await copy.close()
  }
}

async function requireKnown({ migrations, version }: Manifest): Promise<void> {
  const known = new Set(await listMigrations())
  if (migrations.every((name) => known.has(name))) return
  throw new Error(`The backup is of a newer Dateline (${version}). Restore it with that version.`)
}

/** No tables, or those of a migration and not a row in them: what a restore that failed leaves behind. */
async function requireEmpty(copy: Copy, { migrations }: Manifest): Promise<void> {
  const tables = await listTables(copy)
  for (const { name } of tables) {
    const rows = await copy.query(`SELECT FROM public.${quote(name)} LIMIT 1`)
    if (rows.length > 0)
      throw new Error(`The database is not empty: there are rows in ${name}. Make a new one and restore into that.`)
  }
  if (tables.length === 0) return
  const applied = await copy.query('SELECT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL')
  if (applied.every(({ name }) => migrations.includes(String(name)))) return
  throw new Error('The database was migrated beyond the backup. Make a new one and restore into that.')
}

/** Room for the ids of the backup, cut as it was cut there. */
async function openMonths(copy: Copy, { months }: Manifest): Promise<void> {
  for (const [parent, names] of Object.entries(months)) {
    const before = `months.${quote(`${parent}_before`)}`
    await copy.query(`DROP TABLE IF EXISTS ${before}`)
    for (const name of names) await copy.query('SELECT open_month($1, $2)', [parent, `${name.replace('_', '-')}-01`])
    const [first] = await copy.query(
      `SELECT first_id(to_date(right(min(relname), 7), 'YYYY_MM')::timestamptz)::text AS id FROM pg_inherits
       JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = $1::regclass`,
      [parent],
    )
    await copy.query(
      `CREATE TABLE ${before} PARTITION OF public.${quote(parent)} FOR VALUES FROM (MINVALUE) TO ('${String(first?.id)}')`,
    )
  }
}

type Loading = { manifest: Manifest; table: string; folder: string }

async function load(copy: Copy, { manifest, table, folder }: Loading): Promise<void> {
  const { columns = [], rows } = manifest.tables[table] ?? {}
  const lines = createGunzip()
  // An error while reading ends the loading, through what it reads from.
  pipeline(createReadStream(join(folder, fileOf(table))), lines, () => {})
  await copy.copyIn(`COPY public.${quote(table)} (${columns.map(quote).join(', ')}) FROM STDIN`, lines)
  const [count] = await copy.query(`SELECT count(*)::float8 AS rows FROM public.${quote(table)}`)
  if (count?.rows !== rows)
    throw new Error(`${table} has ${String(count?.rows)} rows after it was loaded and should have ${rows}.`)
}

const reason = 'The database was restored from a backup. It may have forgotten what was sent.'

/**
 * What was sent since the backup is forgotten: nothing goes out before somebody has looked.
 *
 * @returns false where the backup is of a version that knew no holds
 */
async function hold(copy: Copy, { takenAt }: Manifest): Promise<boolean> {
  const [known] = await copy.query(`SELECT to_regclass('public.holds') IS NOT NULL AS holds`)
  if (!known?.holds) return false
  const [held] = await copy.query(
    `INSERT INTO holds (scope, cause, reason, actor, created_at) VALUES ('wire', 'restored', $1, 'restore', now())
     ON CONFLICT (scope, subject) WHERE lifted_at IS NULL
     DO UPDATE SET cause = excluded.cause, reason = excluded.reason, actor = excluded.actor, created_at = excluded.created_at
     RETURNING id`,
    [reason],
  )
  const record = `INSERT INTO events (at, kind, actor, subject_type, subject_id, reason, data)
    VALUES (now(), $1, 'restore', $2, $3, $4, $5)`
  await copy.query(record, ['wire.restored', 'wire', 'wire', null, { takenAt }])
  await copy.query(record, ['hold.placed', 'hold', held?.id, reason, { scope: 'wire', cause: 'restored' }])
  return true
}
