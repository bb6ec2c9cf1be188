import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import pino from 'pino'
import { diffToSchema, noFilters, openSchemaEngine, readSchema } from '../../prisma/engine.ts'
import { migrationsDir } from '../../src/db/migrate.ts'
import { openQueue } from '../../src/queue/queue.ts'
import { takeDatabase } from '../harness/database.ts'

describe('the migrated database', () => {
  let database: Awaited<ReturnType<typeof takeDatabase>>
  let opened: Awaited<ReturnType<typeof openSchemaEngine>>
  before(async () => {
    database = await takeDatabase()
    // As in life: the queue's own schema stands beside ours.
    const queue = await openQueue({ redisUrl: undefined, databaseUrl: database.url, log: pino({ level: 'silent' }) })
    await queue.close()
    opened = await openSchemaEngine(database.url)
  })
  after(async () => {
    await opened.close()
    await database.drop()
  })

  it('is what schema.prisma says', async () => {
    const [, schema] = await readSchema()
    assert.equal(await diffToSchema(opened.engine, schema), undefined)
  })

  it('is found to differ from a schema with one more column', async () => {
    const [, schema] = await readSchema()
    const script = await diffToSchema(opened.engine, schema.replace('model Wire {', 'model Wire {\n  motto String?'))
    assert.match(script ?? '', /ALTER TABLE "wires" ADD COLUMN\s+"motto" TEXT/)
  })

  it('is up to date for `prisma migrate deploy`', async () => {
    const { history, ...found } = await opened.engine.diagnoseMigrationHistory({
      migrationsList: await listMigrations(),
      optInToShadowDatabase: false,
      filters: noFilters,
    })
    assert.equal(history, null)
    assert.deepEqual([found.hasMigrationsTable, found.editedMigrationNames, found.failedMigrationNames], [true, [], []])
  })
})

async function listMigrations() {
  const entries = await readdir(migrationsDir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const migrationDirectories = await Promise.all(
    names.sort().map(async (path) => {
      const value = await readFile(join(migrationsDir, path, 'migration.sql'), 'utf8')
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } }
    }),
  )
  const content = await readFile(join(migrationsDir, 'migration_lock.toml'), 'utf8')
  const lockfile = { path: 'migration_lock.toml', content }
  return { baseDir: migrationsDir, lockfile, shadowDbInitScript: '', migrationDirectories }
}
