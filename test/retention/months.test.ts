import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { interruptDetaching } from '../../src/retention/detach-month.ts'
import { dropMonths } from '../../src/retention/drop-months.ts'
import { forgetImports } from '../../src/retention/forget-imports.ts'
import { findMonths } from '../../src/retention/month.ts'
import { openMonths } from '../../src/retention/open-months.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'

const clock = handClock(new Date())
const month = (ahead: number) => {
  const at = new Date()
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead, 1))
}
const nameOf = (ahead: number) => month(ahead).toISOString().slice(0, 7).replace('-', '_')

let stage: Stage
let other: pg.Client
let releaseId: string
before(async () => {
  stage = await startStage({ clock })
  other = new pg.Client({ connectionString: String(stage.deps.config.databaseUrl) })
  await other.connect()
  const worker = await stage.work()
  const list = await stage.list([{}, {}, { behave: 'refuse' }])
  releaseId = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
  expectStatus(await stage.publish(releaseId), 202)
  await stage.until(releaseId, (now) => now.finished)
  // Its own look at the months is over: what follows is this test's alone.
  await worker.stop()
})
after(async () => {
  await other.end()
  await stage.close()
})

const drop = () => dropMonths({ ...stage.deps, stopping: new AbortController().signal })
const months = async (parent: string) =>
  (await findMonths(stage.deps.db)).filter((one) => one.parent === parent).map(({ name, state }) => `${name} ${state}`)
const keep = async (retention: object) =>
  expectStatus(await stage.admin.patch('/v1/wire', { retention }, { 'if-match': '*' }), 200)
const dropped = async () => {
  const { json } = await stage.admin.get('/v1/events?kind=retention.dropped&limit=200')
  return json.items.map(({ data }: { data: object }) => data)
}
const set = async (sql: string) => void (await other.query(sql))

/** What a publication of next month would write, and what people read meanwhile. */
const work = [
  `INSERT INTO events (id, at, kind, actor, subject_type, subject_id) SELECT uuidv7(interval '32 days'), now(), 'a.b', 'x', 'y', 'z'`,
  `INSERT INTO attempts (publication_id, delivery_id, number, started_at, duration_ms, outcome, worker)
   VALUES (uuidv7(interval '32 days'), uuidv7(), 1, now(), 1, 'delivered', 'w')`,
  `UPDATE deliveries SET position = position WHERE publication_id = uuidv7(interval '32 days')`,
  'SELECT count(*) FROM deliveries JOIN attempts USING (publication_id)',
]

async function untilDetachingWaits(): Promise<void> {
  for (;;) {
    const { rows } = await other.query(
      `SELECT FROM pg_stat_activity WHERE query LIKE '%DETACH PARTITION%retention of%' AND wait_event_type = 'Lock'`,
    )
    if (rows.length > 0) return
  }
}

describe('months', () => {
  it('there is room for this one and the next two, and what is missing is made', async () => {
    const wanted = [0, 1, 2].map((ahead) => `deliveries_${nameOf(ahead)} attached`)
    assert.deepEqual(await months('deliveries'), [...wanted, 'deliveries_before attached'])
    await set(`DROP TABLE months.deliveries_${nameOf(2)}, months.events_${nameOf(1)}`)
    await openMonths(stage.deps)
    assert.deepEqual(await months('deliveries'), [...wanted, 'deliveries_before attached'])
    assert.equal((await months('events')).length, 4)
  })

  it('nothing is dropped where the wire does not say so', async () => {
    clock.set(month(40))
    await drop()
    assert.equal((await months('deliveries')).length, 4)
    assert.deepEqual(await dropped(), [])
  })

  it('422 a setting that would keep less than a month', async () => {
    const answer = await stage.admin.patch('/v1/wire', { retention: { ledgerMonths: 0 } }, { 'if-match': '*' })
    assert.equal(expectStatus(answer, 422).json.errors[0].pointer, '/retention/ledgerMonths')
  })

  it('a month with something that has not ended is kept', async () => {
    await keep({ ledgerMonths: 1, importDays: 30 })
    // Two months on, all that was before this month is over, and this month is too.
    clock.set(month(2))
    await set('UPDATE tally_shards SET retrying = retrying + 1')
    await drop()
    const left = [0, 1, 2].map((ahead) => `deliveries_${nameOf(ahead)} attached`)
    assert.deepEqual(await months('deliveries'), left)
    await set('UPDATE tally_shards SET retrying = retrying - 1')
    await set(`UPDATE publications SET state = 'held'`)
    await drop()
    assert.deepEqual(await months('deliveries'), left)
    await set(`UPDATE publications SET state = 'released'`)
  })

  it('one that was set going again while it was taken out is put back', async () => {
    await set(`ALTER TABLE deliveries DETACH PARTITION months.deliveries_${nameOf(0)} CONCURRENTLY`)
    assert.equal((await months('deliveries'))[0], `deliveries_${nameOf(0)} loose`)
    await set('UPDATE tally_shards SET retrying = retrying + 1')
    await drop()
    assert.equal((await months('deliveries'))[0], `deliveries_${nameOf(0)} attached`)
    await set('UPDATE tally_shards SET retrying = retrying - 1')
    const { json } = expectStatus(await stage.submitter.get(`/v1/releases/${releaseId}/deliveries`), 200)
    assert.equal(json.items.length, 3)
  })

  it('a month is dropped beside a long transaction: nobody waits, and an interruption is made good', async () => {
    await set(`INSERT INTO delivery_facts (publication_id, delivery_id, kind, address_hash, reason, proven, at)
      SELECT publication_id, id, 'complaint', address_hash, 'abuse', true, now() FROM deliveries`)
    const { facts: _, ...status } = (await stage.submitter.get(`/v1/releases/${releaseId}/status`)).json
    const long = new pg.Client({ connectionString: String(stage.deps.config.databaseUrl) })
    await long.connect()
    await set(`SET lock_timeout = '100ms'`)
    for (const interrupted of [true, false]) {
      await long.query('BEGIN')
      for (const sql of work) await long.query(sql)
      const dropping = drop().then(
        () => 'done',
        () => 'interrupted',
      )
      await untilDetachingWaits()
      for (const sql of work) await set(sql)
      if (interrupted) {
        await interruptDetaching(stage.deps)
        assert.equal(await dropping, 'interrupted')
        assert.ok((await findMonths(stage.deps.db)).some(({ state }) => state === 'detaching'))
      }
      await long.query('COMMIT')
      if (!interrupted) assert.equal(await dropping, 'done')
    }
    await long.end()
    const left = [1, 2].map((ahead) => nameOf(ahead))
    assert.deepEqual(
      await months('deliveries'),
      left.map((name) => `deliveries_${name} attached`),
    )
    assert.equal((await months('attempts')).length, 2)
    assert.equal((await months('events')).length, 4, 'events are kept for ever')
    const name = nameOf(0).replace('_', '-')
    const gone = (await dropped()).filter((data: { month: string }) => data.month === name)
    assert.deepEqual(gone.map((data: { table: string; rows: number }) => `${data.table} ${data.rows}`).sort(), [
      'attempts 1',
      'deliveries 3',
    ])
    assert.equal(await stage.deps.db.batch.count(), 0)
    const { facts, ...rest } = (await stage.submitter.get(`/v1/releases/${releaseId}/status`)).json
    assert.deepEqual([rest, facts], [status, { hardBounces: 0, softBounces: 0, complaints: 0 }])
    assert.deepEqual((await stage.submitter.get(`/v1/releases/${releaseId}/deliveries`)).json.items, [])
    assert.equal((await stage.submitter.get(`/v1/releases/${releaseId}/deliveries.csv`)).text.trim().split('\n').length, 1)
  })

  it('imports older than the wire keeps them go with their rows', async () => {
    await stage.deps.db.$executeRaw`
      INSERT INTO imports (state, charset, separator, size_bytes, columns, key_id, actor, created_at, updated_at)
      SELECT state, 'utf-8', ',', 1, '{}', uuidv7(), 'x', ${clock.now()}::timestamptz - days * interval '1 day', now()
      FROM (VALUES ('applied', 31), ('applied', 29), ('applying', 31)) AS t (state, days)`
    await stage.deps.db.$executeRaw`INSERT INTO import_rows (import_id, line, action) SELECT id, 2, 'create' FROM imports`
    await forgetImports(stage.deps)
    assert.deepEqual([await stage.deps.db.import.count(), await stage.deps.db.importRow.count()], [2, 2])
    const { json } = await stage.admin.get('/v1/events?kind=retention.dropped&limit=200')
    assert.ok(
      json.items.some(({ data }: { data: { table: string; rows: number } }) => data.table === 'imports' && data.rows === 1),
    )
  })
})
