import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Db, openDb } from '../../src/db/client.ts'
import { openSignals, type Signals, signal } from '../../src/db/signals.ts'
import { takeDatabase } from '../harness/database.ts'
import { run } from './statements.ts'

describe('signals', () => {
  let database: Awaited<ReturnType<typeof takeDatabase>>
  let db: Db
  let signals: Signals
  before(async () => {
    database = await takeDatabase()
    db = openDb(database.url, 2)
    signals = await openSignals(database.url)
  })
  after(async () => {
    await signals.close()
    await db.$disconnect()
    await database.drop()
  })

  /** How long a wait took, milliseconds. */
  async function waited(id: string, timeoutMs: number, abort?: AbortSignal): Promise<number> {
    const begun = performance.now()
    await signals.wait(id, timeoutMs, abort)
    return performance.now() - begun
  }

  it('end the wait for their id, long before its time', async () => {
    const waiting = waited('one', 60_000)
    await signal(db, 'one')
    assert.ok((await waiting) < 30_000)
  })

  it('leave the wait for another id alone: it ends with its time', async () => {
    const waiting = waited('two', 100)
    await signal(db, 'one')
    assert.ok((await waiting) >= 99)
  })

  it('are heard only once the transaction commits', async () => {
    const heard: string[] = []
    const waiting = signals.wait('three', 60_000).then(() => heard.push('signal'))
    await db.$transaction(async (tx) => {
      await signal(tx, 'three')
      // Passes the same listener while the transaction is open.
      const other = signals.wait('four', 60_000)
      await signal(db, 'four')
      await other
      heard.push('commit')
    })
    await waiting
    assert.deepEqual(heard, ['commit', 'signal'])
  })

  it('that nobody waits for any more cost nothing: a wait can be aborted', async () => {
    const stop = new AbortController()
    const waiting = waited('five', 60_000, stop.signal)
    stop.abort()
    assert.ok((await waiting) < 30_000)
  })

  it('come again after the connection was cut', async () => {
    await run(
      database.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`,
    )
    const stop = new AbortController()
    const waiting = waited('six', 60_000, stop.signal)
    // Rung until it is heard: signals sent while nobody listens are lost, as documented.
    while (!(await Promise.race([waiting.then(() => true), signal(db, 'six').then(() => false)])));
    assert.ok((await waiting) < 30_000)
  })
})
