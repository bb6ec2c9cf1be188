import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openDatabase } from '../../src/backup/database.ts'
import { readConfig } from '../../src/config.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded.ts'
import { run } from '../db/statements.ts'

describe('the database of a backup, without DATABASE_URL', () => {
  let dir: string
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dateline-backup-'))
  })
  after(() => rm(dir, { recursive: true, force: true }))

  it('is the embedded one: joined where it runs, which it goes on to do, and started where it does not', async () => {
    const config = readConfig({ DATA_DIR: dir })
    await assert.rejects(openDatabase(config, { create: false }), /There is no database: .* no Dateline has run in/)
    const running = await startEmbeddedPostgres({ dir, durable: false })
    const joined = await openDatabase(config, { create: false })
    assert.equal(joined.url, running.url)
    await joined.close()
    assert.equal((await run(running.url, 'SELECT 1 AS one')).rows[0].one, 1)
    await running.stop()
    const started = await openDatabase(config, { create: false })
    assert.equal((await run(started.url, 'SELECT 1 AS one')).rows[0].one, 1)
    await started.close()
    await assert.rejects(run(started.url, 'SELECT 1'), { code: 'ECONNREFUSED' })
  })
})
