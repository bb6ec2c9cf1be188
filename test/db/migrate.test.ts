import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { migrate, migrationsDir } from '../../src/db/migrate.ts'
import { createDatabase } from '../harness/database.ts'
import { run } from './statements.ts'

describe('migrate', () => {
  const server = process.env.TEST_POSTGRES_URL ?? ''
  const name = `test_${randomBytes(6).toString('hex')}`
  let url: string
  let names: string[]
  before(async () => {
    url = await createDatabase(server, name)
    const entries = await readdir(migrationsDir, { withFileTypes: true })
    names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
  })
  after(() => run(server, `DROP DATABASE ${name} WITH (FORCE)`))

  it('twice at once on an empty database applies each migration once', async () => {
    const applied = await Promise.all([migrate(url), migrate(url), migrate(url)])
    assert.deepEqual(applied.flat().sort(), names)
    const { rows } = await run(url, 'SELECT migration_name AS name FROM _prisma_migrations ORDER BY name')
    assert.deepEqual(
      rows.map((row) => row.name),
      names,
    )
  })

  it('again does nothing', async () => {
    assert.deepEqual(await migrate(url), [])
  })

  it('refuses a migration that was changed after it had been applied', async () => {
    const set = 'UPDATE _prisma_migrations SET checksum = $2 WHERE migration_name = $1'
    const { rows } = await run(url, 'SELECT checksum FROM _prisma_migrations WHERE migration_name = $1', [names[0]])
    await run(url, set, [names[0], '0'.repeat(64)])
    await assert.rejects(migrate(url), new RegExp(`Migration ${names[0]} was changed`))
    await run(url, set, [names[0], rows[0].checksum])
    assert.deepEqual(await migrate(url), [])
  })

  it('refuses a migration that was begun elsewhere and never finished, unless it was rolled back', async () => {
    const [last = ''] = names.slice(-1)
    const set = 'UPDATE _prisma_migrations SET finished_at = $2 WHERE migration_name = $1'
    await run(url, set, [last, null])
    await assert.rejects(migrate(url), new RegExp(`Migration ${last} was begun and never finished`))
    await run(url, set, [last, new Date()])
    await run(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, rolled_back_at)
       VALUES ('given-up', repeat('0', 64), $1, now())`,
      [last],
    )
    assert.deepEqual(await migrate(url), [])
  })

  it('refuses a database that a newer version has migrated', async () => {
    await run(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ('later', repeat('0', 64), '29990101000000_later', now(), 1)`,
    )
    await assert.rejects(migrate(url), /29990101000000_later.*newer version/)
  })
})
