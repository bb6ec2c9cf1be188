import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { Prisma } from '../../src/db/client.ts'
import { type Fast, openFast } from '../../src/db/fast.ts'
import { takeDatabase } from '../harness/database.ts'

describe('a transaction that shares a lock', () => {
  const connections = 2
  let fast: Fast
  let database: Awaited<ReturnType<typeof takeDatabase>>
  let alone: pg.Client
  before(async () => {
    database = await takeDatabase()
    fast = openFast(database.url, connections)
    alone = new pg.Client({ connectionString: database.url })
    await alone.connect()
  })
  after(async () => {
    await fast.close()
    await alone.end()
    await database.drop()
  })

  const locks = { shared: ['cancel one'] }
  // Other tests have locks on this server, too.
  const here = `FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
  const key = `hashtextextended('cancel one', 0)`
  const count = async (what: string): Promise<number> =>
    (await alone.query(`SELECT count(*)::int AS count ${what}`)).rows[0].count
  const until = async (isSo: () => Promise<boolean>) => {
    while (!(await isSo()));
  }
  const ask = async () => (await fast.ask<{ one: number }>(Prisma.sql`SELECT 1 AS one`))[0]?.one

  it('waits for who has it alone, and keeps no connection from others meanwhile', async () => {
    await alone.query(`SELECT pg_advisory_lock(${key})`)
    let ran = 0
    const waiting = Array.from({ length: connections * 4 }, (_, n) =>
      fast.transaction(async ({ ask }) => {
        ran += 1
        return (await ask<{ n: number }>(Prisma.sql`SELECT ${n}::int AS n`))[0]?.n
      }, locks),
    )
    for (let n = 0; n < 100; n++) assert.equal(await ask(), 1)
    assert.equal(ran, 0)
    await alone.query(`SELECT pg_advisory_unlock(${key})`)
    assert.deepEqual(await Promise.all(waiting), [...waiting.keys()])
  })

  it('comes after who waits to have it alone', async () => {
    const over = Promise.withResolvers<void>()
    const first = fast.transaction(() => over.promise, locks)
    await until(async () => (await count(`${here} AND granted`)) === 1)
    const taken = alone.query(`SELECT pg_advisory_lock(${key})`)
    const waits = Prisma.sql`SELECT ${Prisma.raw(here)} AND NOT granted`
    await until(async () => (await fast.ask(waits)).length === 1)
    const order: string[] = []
    const second = fast.transaction(async () => order.push('who shares it'), locks)
    for (let n = 0; n < 50; n++) await ask()
    over.resolve()
    await taken
    order.push('who has it alone')
    await alone.query(`SELECT pg_advisory_unlock(${key})`)
    await Promise.all([first, second])
    assert.deepEqual(order, ['who has it alone', 'who shares it'])
  })

  it('locks no batch where it does not have the lock', async () => {
    const batchId = '01a221da-3711-7512-8fbc-650aa133ff82'
    await alone.query(`SET session_replication_role = replica`)
    await alone.query(`INSERT INTO batches (id, publication_id, dispatch_id, channel, state, created_at)
      VALUES ('${batchId}', uuidv7(), uuidv7(), 'webhook', 'ready', now())`)
    await alone.query(`SELECT pg_advisory_lock(${key})`)
    const waiting = fast.transaction(async () => 'done', { ...locks, batchId })
    for (let n = 0; n < 50; n++) await alone.query(`SELECT FROM batches WHERE id = '${batchId}' FOR UPDATE NOWAIT`)
    await alone.query(`SELECT pg_advisory_unlock(${key})`)
    assert.equal(await waiting, 'done')
  })
})
