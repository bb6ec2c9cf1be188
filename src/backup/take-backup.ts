import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { z } from 'zod'
import { type Copy, openCopy } from '../db/copy.ts'
import { canonicalJson } from '../ids.ts'
import { fileOf, Manifest } from './manifest.ts'
import { listMonths, listTables, quote, type Table } from './tables.ts'

type Input = {
  url: string
  /** made by the backup; there must be nothing in it */
  folder: string
  version: string
  keyCheck: string
}

/**
 * Writes everything that Postgres keeps of a wire into a folder, as it was at one instant, beside whatever runs: nobody waits for
 * it. In `<folder>.partial` until it is whole. Memory does not grow with the tables.
 *
 * @throws a sentence when the folder is in use, or the database cannot be read
 */
export async function takeBackup({ url, folder, version, keyCheck }: Input): Promise<Manifest> {
  const place = resolve(folder)
  await requireFree(place)
  const partial = `${place}.partial`
  await makePartial(partial)
  const copy = await openCopy(url)
  try {
    const tables = await beginSnapshot(copy)
    const about = await describe(copy)
    const written: Manifest['tables'] = {}
    for (const table of tables) written[table.name] = { columns: table.columns, ...(await writeTable(copy, table, partial)) }
    const manifest = Manifest.parse({ format: 1, version, keyCheck, ...about, tables: written })
    await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true })
    await rename(partial, place)
    return manifest
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  } finally {
    await copy.close()
  }
}

async function requireFree(place: string): Promise<void> {
  const there = await readdir(place).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw new Error(`${place} cannot be used as a folder.`, { cause: error })
  })
  if (there.length > 0) throw new Error(`There is something in ${place} already. Name a folder that is new.`)
}

/** For its owner alone: what is written there are people's addresses. */
async function makePartial(partial: string): Promise<void> {
  await mkdir(dirname(partial), { recursive: true })
  await mkdir(partial, { mode: 0o700 }).catch((error: unknown) => {
    throw new Error(`${partial} is there: another backup is at work in it, or was cut off. Delete it in the latter case.`, {
      cause: error,
    })
  })
}

/** From here on everything is read as it is at this instant, and no month is dropped before it was read. */
async function beginSnapshot(copy: Copy): Promise<Table[]> {
  for (const setting of [`timezone = 'UTC'`, `datestyle = 'ISO'`, 'statement_timeout = 0', 'lock_timeout = 0'])
    await copy.query(`SET ${setting}`)
  await copy.query('SET idle_in_transaction_session_timeout = 0')
  const tables = await listTables(copy)
  if (!tables.some(({ name }) => name === 'wires')) throw new Error('There is no wire in this database, so nothing to back up.')
  await copy.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  // Before the first query, which is what the snapshot is of.
  await copy.query(`LOCK TABLE ${tables.map(({ name }) => `public.${quote(name)}`).join(', ')} IN ACCESS SHARE MODE`)
  if (canonicalJson(await listTables(copy)) !== canonicalJson(tables))
    throw new Error('The database was migrated at this very moment. Try again.')
  return tables
}

const About = z.object({ takenAt: z.date(), home: z.string().nullable() })

/** Also of a database that an older version left: a backup before the first start of a new one. */
async function describe(copy: Copy): Promise<Pick<Manifest, 'takenAt' | 'home' | 'migrations' | 'months'>> {
  const [row] = await copy.query(`SELECT now() AS "takenAt", (SELECT to_jsonb(wires) ->> 'home' FROM wires) AS home`)
  const { takenAt, home } = About.parse(row)
  const migrations = await copy.query(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1',
  )
  return {
    takenAt: takenAt.toISOString(),
    home,
    migrations: migrations.map(({ name }) => String(name)),
    months: await listMonths(copy),
  }
}

async function writeTable(copy: Copy, { name, columns }: Table, folder: string) {
  const sha256 = createHash('sha256')
  let rows = 0
  let sizeBytes = 0
  // In COPY's text format a line feed ends a row and stands nowhere else.
  const count = through((chunk) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1
  })
  const digest = through((chunk) => {
    sha256.update(chunk)
    sizeBytes += chunk.length
  })
  const file = createWriteStream(join(folder, fileOf(name)), { flags: 'wx', mode: 0o600, flush: true })
  const sql = `COPY (SELECT ${columns.map(quote).join(', ')} FROM public.${quote(name)}) TO STDOUT`
  await pipeline(copy.copyOut(sql), count, createGzip({ level: 4 }), digest, file)
  return { rows, sizeBytes, sha256: sha256.digest('hex') }
}

/** Lets bytes pass and looks at them. */
function through(look: (chunk: Buffer) => void): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      look(chunk)
      done(null, chunk)
    },
  })
}
