import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../src/db/embedded.ts'
import { migrate, migrationsDir } from '../src/db/migrate.ts'
import { diffToSchema, openSchemaEngine, readSchema } from './engine.ts'

/**
 * `npm run migration -- <name>`: writes the migration that leads from the newest one to schema.prisma, found out on a
 * throw-away Postgres. Read it before you commit it: Prisma cannot know a rename from a drop, nor what CHECKs need.
 */
const [name, ...rest] = process.argv.slice(2)
if (!name || rest.length > 0 || !/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name)) {
  console.error('Usage: npm run migration -- <name_in_snake_case>')
  process.exit(2)
}

const dir = await mkdtemp(join(tmpdir(), 'dateline-draft-'))
const postgres = await startEmbeddedPostgres({ dir, durable: false })
try {
  await migrate(postgres.url)
  const sql = await draft(postgres.url)
  console.log(sql === undefined ? 'The migrations say what schema.prisma says: nothing to write.' : await save(name, sql))
} finally {
  await postgres.stop()
  await rm(dir, { recursive: true, force: true })
}

async function draft(url: string): Promise<string | undefined> {
  const { engine, close } = await openSchemaEngine(url)
  try {
    const [, schema] = await readSchema()
    return await diffToSchema(engine, schema)
  } finally {
    await close()
  }
}

async function save(name: string, sql: string): Promise<string> {
  // Prisma's own form: 20261123084500_name, UTC.
  const at = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = join(migrationsDir, `${at}_${name}`)
  await mkdir(folder)
  await writeFile(join(folder, 'migration.sql'), sql)
  return `${sql}\nWritten to ${join(folder, 'migration.sql')}`
}
