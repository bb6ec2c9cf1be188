import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { readBackup } from '../../src/backup/manifest.ts'
import { restoreBackup } from '../../src/backup/restore-backup.ts'
import { takeBackup } from '../../src/backup/take-backup.ts'
import { openSenders } from '../../src/channels/list.ts'
import { Prisma } from '../../src/db/client.ts'
import { stateOf } from '../../src/db/in-hand.ts'
import { listMigrations, migrate } from '../../src/db/migrate.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { sweep } from '../../src/worker.ts'
import { run } from '../db/statements.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { createDatabase } from '../harness/database.ts'
import { startService } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'

const server = process.env.TEST_POSTGRES_URL ?? ''
const key = 'a secret key for tests, and for nothing else'
const databases: string[] = []
let stage: Stage
let dir: string
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dateline-backup-'))
  stage = await startStage()
  await stage.work()
})
after(async () => {
  await stage.close()
  for (const name of databases) await run(server, `DROP DATABASE ${name} WITH (FORCE)`)
  await rm(dir, { recursive: true, force: true })
})

const live = () => String(stage.deps.config.databaseUrl)
const place = (name: string) => join(dir, name)
const backUp = (url: string, name: string) => takeBackup({ url, folder: place(name), version: '0.0.0', keyCheck: 'none' })
const restore = async (url: string, name: string) => {
  const folder = place(name)
  await restoreBackup({ url, folder, manifest: await readBackup(folder) })
}

/** `npm run backup` or `npm run restore`, as an operator runs it. */
async function command(name: 'backup' | 'restore', url: string, folder: string, secretKey = key) {
  const env = { ...process.env, DATABASE_URL: url, SECRET_KEY: secretKey, DATABASE_DIRECT_URL: '' }
  const child = spawn(process.execPath, ['src/backup/main.ts', name, folder], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, error, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { status, out, error }
}

/** A database without a table in it. */
async function emptyDatabase(): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  databases.push(name)
  return createDatabase(server, name)
}

/** Every row of every table, as text and sorted. */
async function contents(url: string): Promise<Record<string, string[]>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND relname <> '_prisma_migrations' ORDER BY 1`,
    )
    const tables: Record<string, string[]> = {}
    for (const { name } of rows) {
      const found = await client.query(`SELECT t::text AS row FROM public.${name} t ORDER BY 1`)
      tables[name] = found.rows.map(({ row }) => String(row))
    }
    return tables
  } finally {
    await client.end()
  }
}

/** What a restore adds by itself. */
const added = `SELECT 'holds' AS table, t::text AS row FROM holds t WHERE actor = 'restore'
  UNION ALL SELECT 'events', t::text FROM events t WHERE actor = 'restore'`

async function publish(count: number): Promise<string> {
  const list = await stage.list([{ channel: 'email' }, { behave: 'refuse' }, ...Array.from({ length: count }, () => ({}))])
  const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
  expectStatus(await stage.publish(id), 202)
  return id
}

describe('npm run backup and npm run restore', () => {
  it('a wire comes back row by row, with its months, and held', async () => {
    const id = await publish(3)
    await stage.until(id, (now) => now.finished)
    const odd = 'tab\t, line\nfeed, \\N, "quotes" and كلمة'
    expectStatus(await stage.admin.patch('/v1/wire', { phrases: { ar: { boilerplate: odd } } }, { 'if-match': '*' }), 200)
    expectStatus(await stage.admin.post('/v1/suppressions', { channel: 'email', address: 'nobody@outlet.example' }), 201)
    // A month of long ago, as a wire has that ran for a while.
    await run(live(), 'DROP TABLE months.events_before')
    await run(live(), `SELECT open_month('events', '2026-01-01')`)
    await run(
      live(),
      `INSERT INTO events (id, at, kind, actor, subject_type, subject_id)
       VALUES (first_id('2026-01-15'), '2026-01-15', 'a.b', 'x', 'y', 'z')`,
    )
    const before = await contents(live())
    await backUp(live(), 'whole')
    assert.deepEqual(await contents(live()), before, 'a backup changes nothing')

    const manifest = JSON.parse(await readFile(join(place('whole'), 'manifest.json'), 'utf8'))
    assert.deepEqual(Object.keys(manifest.tables), Object.keys(before))
    assert.equal(manifest.tables.deliveries.rows, 5)

    const url = await emptyDatabase()
    await restore(url, 'whole')
    const after = await contents(url)
    const own = (await run(url, added)).rows
    assert.equal(own.length, 3)
    for (const { table, row } of own) after[table] = (after[table] ?? []).filter((one) => one !== row)
    assert.deepEqual(after, before)
    const { rows } = await run(url, `SELECT scope, cause, reason FROM holds WHERE lifted_at IS NULL`)
    assert.deepEqual([rows[0].scope, rows[0].cause, rows.length], ['wire', 'restored', 1])
    const cut = `SELECT tableoid::regclass::text AS month FROM events WHERE subject_id = 'z'`
    assert.equal((await run(url, cut)).rows[0].month, 'months.events_2026_01')
  })

  it('a backup is of one instant, also while a release goes out: every counter agrees with the ledger', async () => {
    const id = await publish(60)
    await stage.until(id, (now) => now.counts.delivered > 0)
    await backUp(live(), 'moving')
    await stage.until(id, (now) => now.finished)
    const url = await emptyDatabase()
    await restore(url, 'moving')
    const { rows } = await run(
      url,
      `SELECT dispatch_id, channel, pending, sending, retrying, delivered, failed FROM tallies
       EXCEPT SELECT dispatch_id, channel, count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'sending'),
         count(*) FILTER (WHERE state = 'retrying'), count(*) FILTER (WHERE state = 'delivered'), count(*) FILTER (WHERE state = 'failed')
       FROM (SELECT d.dispatch_id, d.channel, ${stateOf(Prisma.sql`d`).sql} AS state FROM deliveries d) AS told GROUP BY dispatch_id, channel`,
    )
    assert.deepEqual(rows, [])
  })

  it('a service on a restored database starts held: what the backup had not sent yet stays where it is', async () => {
    const soon = new Date(Date.now() + 3_600_000)
    const list = await stage.list([{}, {}])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id, { releaseAt: soon.toISOString() }), 202)
    await backUp(live(), 'scheduled')
    const url = await emptyDatabase()
    await restore(url, 'scheduled')
    // Some of the other releases are in the middle of it, this one is past its hour; the outlets are within reach.
    await run(url, `UPDATE deliveries SET state = 'pending', batch_id = NULL, due_at = now() WHERE state = 'delivered'`)
    const clock = handClock(new Date(soon.getTime() + 60_000))
    const service = await startService({ clock, database: { url, drop: async () => {} }, env: { SMTP_URL: stage.mail.url } })
    const { senders, close } = openSenders({ fetch: service.deps.fetch, smtpUrl: stage.mail.url })
    const worker = { ...service.deps, senders, stopping: new AbortController().signal }
    const received = [stage.hooks.received.length, stage.mail.received.length]
    for (const _ of ['expands, gathers and starts', 'finds what was not rung']) {
      for (const { id: batch } of await sweep(worker, 100)) assert.equal(await deliverBatch(worker, batch), false)
    }
    for (const { id: batch } of await service.deps.db.batch.findMany()) assert.equal(await deliverBatch(worker, batch), false)
    assert.deepEqual([stage.hooks.received.length, stage.mail.received.length], received)
    const [release] = await service.deps.db.publication.findMany({ where: { releaseId: id } })
    assert.equal(release?.state, 'held')
    await close()
    await service.close()
  })

  it('a backup is whole or not there: a folder in use is refused, and one that was cut off is not mistaken for one', async () => {
    await assert.rejects(backUp(live(), 'whole'), /^Error: There is something in .*whole already\. Name a folder that is new\.$/)
    await cp(place('whole'), `${place('cut')}.partial`, { recursive: true })
    await assert.rejects(backUp(live(), 'cut'), /cut\.partial is there: another backup/)
    await assert.rejects(backUp(await emptyDatabase(), 'nothing'), /There is no wire in this database/)
    assert.ok(!(await readdir(dir)).some((name) => name.startsWith('nothing')))
  })

  it('a damaged backup is refused before anything is touched', async () => {
    const url = await emptyDatabase()
    const damaged: [string, (folder: string) => Promise<void>, RegExp][] = [
      [
        'short',
        (folder) => truncate(join(folder, 'deliveries.copy.gz'), 100),
        /deliveries\.copy\.gz has 100 bytes and should have \d+/,
      ],
      ['missing', (folder) => rm(join(folder, 'wires.copy.gz')), /wires\.copy\.gz is missing/],
      ['changed', flip, /wires\.copy\.gz is not what was written/],
      ['empty', (folder) => rm(join(folder, 'manifest.json')), /There is no backup in/],
      ['newer', claimNewer, /The backup is of a newer Dateline/],
    ]
    for (const [name, damage, expected] of damaged) {
      await cp(place('whole'), place(name), { recursive: true })
      await damage(place(name))
      await assert.rejects(restore(url, name), expected)
    }
    const { rows } = await run(url, `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace`)
    assert.equal(rows.length, 0)
  })

  it('the backup of an older version is restored as it was, brought up to date, and held', async () => {
    const older = await emptyDatabase()
    const [first, second] = await listMigrations()
    assert.deepEqual(await migrate(older, second), [first, second])
    await run(
      older,
      `INSERT INTO wires (name, url, sender_name, sender_address, created_at, updated_at) VALUES ('Old', 'u', 's', 'a', now(), now());
       INSERT INTO events (at, kind, actor, subject_type, subject_id) VALUES (now(), 'a.b', 'x', 'y', 'z')`,
    )
    await backUp(older, 'older')
    const url = await emptyDatabase()
    await restore(url, 'older')
    assert.deepEqual(await migrate(url), [], 'it is up to date')
    const { rows } = await run(
      url,
      `SELECT name, (SELECT cause FROM holds), (SELECT kind FROM events WHERE actor = 'x') FROM wires`,
    )
    assert.deepEqual(rows, [{ name: 'Old', cause: 'restored', kind: 'a.b' }])
  })

  it('a database with something in it is refused, and stays as it is', async () => {
    const before = await contents(live())
    await assert.rejects(restore(live(), 'whole'), /The database is not empty: there are rows in \w+\. Make a new one/)
    assert.deepEqual(await contents(live()), before)
  })

  it('as commands: status 0 and what to keep beside the backup, a warning for another SECRET_KEY, status 1 and a sentence', async () => {
    const taken = await command('backup', live(), place('commanded'))
    assert.deepEqual([taken.status, taken.error], [0, ''])
    assert.match(taken.out, /^Backed up \d+ tables with \d+ rows.*\nNOT in it: SECRET_KEY/)
    const url = await emptyDatabase()
    const restored = await command('restore', url, place('commanded'), 'another secret key, as long as it must be')
    assert.deepEqual([restored.status, restored.error], [0, ''])
    assert.match(restored.out, /^Restored \d+ tables.*The wire is held.*\nThe SECRET_KEY of this backup is not here/)
    const refused = await command('restore', url, place('commanded'))
    assert.deepEqual([refused.status, refused.out], [1, ''])
    assert.match(refused.error, /^The database is not empty.*\n$/)
  })
})

async function flip(folder: string): Promise<void> {
  const path = join(folder, 'wires.copy.gz')
  const bytes = await readFile(path)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  await writeFile(path, bytes)
}

async function claimNewer(folder: string): Promise<void> {
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...manifest, migrations: [...manifest.migrations, '29990101000000_later'] }))
}
