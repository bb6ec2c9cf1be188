import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'
import pg from 'pg'
import { migrate } from '../../src/db/migrate.ts'
import { createDatabase } from '../harness/database.ts'
import { run } from './statements.ts'

it('a database whose workers claimed row by row is taken over with what they had in hand', async () => {
  const server = process.env.TEST_POSTGRES_URL ?? ''
  const name = `test_${randomBytes(6).toString('hex')}`
  const url = await createDatabase(server, name)
  const client = new pg.Client({ connectionString: url })
  try {
    await migrate(url, '20261124000005_traces')
    await client.connect()
    // Rows as they lay there, without all that they hang on.
    await client.query('SET session_replication_role = replica')
    const insert = openInsert(client)
    const made: Record<string, { going: string; batch: string; ids: string[] }> = {}
    for (const state of ['releasing', 'canceled']) {
      const going = await insert('publications', { state })
      const batch = await insert('batches', { publication_id: going, state: 'leased', leased_by: 'one', generation: 3 })
      const of = { publication_id: going, batch_id: batch }
      const states = ['delivered', 'sending', 'sending', 'pending']
      const ids: string[] = []
      // All in one place, as a batch of what was due once had them.
      for (const one of states)
        ids.push(await insert('deliveries', { ...of, state: one, attempts: one === 'pending' ? 0 : 1, position: 0 }))
      await insert('tally_shards', { publication_id: going, shard: 1, pending: 1, sending: 2, delivered: 1 }, '')
      made[state] = { going, batch, ids }
    }
    await migrate(url)

    for (const [state, waits] of [
      ['releasing', 'pending'],
      ['canceled', 'canceled'],
    ] as const) {
      const { going, batch, ids } = made[state] ?? assert.fail()
      const { rows } = await run(
        url,
        'SELECT id, state, position FROM deliveries WHERE publication_id = $1 ORDER BY position, id',
        [going],
      )
      const states = new Map(rows.map((row) => [row.id, row.state]))
      assert.deepEqual(
        ids.map((id) => states.get(id)),
        ['delivered', waits, waits, waits],
      )
      if (waits === 'pending')
        assert.equal(new Set(rows.map(({ position }) => position)).size, ids.length, 'no two share a place')
      const batches = await run(url, 'SELECT state, generation, leased_by, claimed_to FROM batches WHERE id = $1', [batch])
      const is = waits === 'pending' ? 'ready' : 'done'
      assert.deepEqual(batches.rows, [{ state: is, generation: 4, leased_by: null, claimed_to: 0 }])
      const attempts = await run(url, 'SELECT delivery_id, outcome, number FROM attempts WHERE publication_id = $1', [going])
      assert.deepEqual(attempts.rows.map((row) => row.delivery_id).sort(), ids.slice(1, 3).sort())
      assert.ok(attempts.rows.every(({ outcome, number }) => outcome === 'unknown' && number === 1))
      const tally = await run(url, 'SELECT pending, sending, delivered, canceled FROM tallies WHERE publication_id = $1', [going])
      const counts = { pending: 0, sending: 0, delivered: 1, canceled: 0 }
      assert.deepEqual(tally.rows, [{ ...counts, [waits]: 3 }])
    }
    const [row] = (await run(url, `SELECT id FROM deliveries WHERE state = 'pending' LIMIT 1`)).rows
    await assert.rejects(run(url, `UPDATE deliveries SET state = 'sending' WHERE id = $1`, [row.id]), /deliveries_state/)
  } finally {
    await client.end()
    await run(server, `DROP DATABASE ${name} WITH (FORCE)`)
  }
})

/** What a column that must have a value gets where the test names none. */
const anything: Record<string, string> = {
  uuid: 'uuidv7()',
  text: `'x'`,
  integer: '1',
  bigint: '1',
  smallint: '1',
  boolean: 'false',
  'timestamp with time zone': 'now()',
  bytea: `'x'`,
  ARRAY: `'{}'`,
  jsonb: `'{}'`,
}

function openInsert(client: pg.Client) {
  return async (table: string, values: Record<string, unknown>, returning = 'RETURNING id'): Promise<string> => {
    const { rows } = await client.query(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = $1 AND is_nullable = 'NO' AND column_default IS NULL AND is_generated = 'NEVER'`,
      [table],
    )
    const rest = rows.filter((column) => !(column.name in values))
    const names = [...Object.keys(values), ...rest.map((column) => column.name)]
    const marks = [...Object.keys(values).map((_, n) => `$${n + 1}`), ...rest.map((column) => anything[column.type])]
    const inserted = await client.query(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks.join(', ')}) ${returning}`,
      Object.values(values),
    )
    return inserted.rows[0]?.id
  }
}
