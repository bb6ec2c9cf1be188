import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countBehind, listBehind } from '../../src/holds/behind.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { startStage } from '../harness/stage.ts'
import { openTurns } from './turns.ts'

test('what waits behind a held host is counted among what is not finished: the rest of the ledger is not read', async () => {
  const clock = handClock(new Date())
  const stage = await startStage({ clock })
  const { turn, close } = openTurns(stage.deps, clock)
  const { db } = stage.deps
  try {
    const list = await stage.list([{}, {}, {}])
    const publish = async () => {
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id), 202)
      await turn()
      return id
    }
    const before = await publish()
    // The ledger of 200 versions more that went out and are finished, as one of them is.
    await db.$executeRaw`
      WITH version AS (
        INSERT INTO versions SELECT r.* FROM versions v, generate_series(2, 201) AS n,
          jsonb_populate_record(v, jsonb_build_object('id', uuidv7(), 'number', n, 'kind', 'update')) AS r RETURNING id, number
      ), publication AS (
        INSERT INTO publications SELECT r.* FROM publications p, version v,
          jsonb_populate_record(p, jsonb_build_object('id', uuidv7(), 'version_id', v.id, 'version_number', v.number)) AS r RETURNING id
      )
      INSERT INTO deliveries SELECT r.* FROM publication p, generate_series(1, 100) AS n, (SELECT d FROM deliveries d LIMIT 1) AS one,
        jsonb_populate_record(one.d, jsonb_build_object('id', uuidv7(), 'endpoint_id', uuidv7(), 'publication_id', p.id, 'position', n, 'state', 'delivered')) AS r`
    await db.$executeRaw`ANALYZE`
    const path = `/v1/hosts/${encodeURIComponent(new URL(stage.hooks.url).host)}/hold`
    expectStatus(await stage.admin.put(path, { reason: 'They asked' }), 201)
    const held = await publish()
    assert.notEqual(held, before)
    const { id } = await db.hold.findFirstOrThrow()
    await db.$transaction(async (tx) => {
      // Rows that a parallel worker reads would stand in its own figures.
      await tx.$executeRaw`SET LOCAL max_parallel_workers_per_gather = 0`
      const behind = await countBehind(tx, [id], clock.now())
      assert.deepEqual(behind.get(id), { publications: 1, pending: 3, sending: 0, retrying: 0 })
      const listed = await listBehind(tx, { holdId: id, now: clock.now(), after: undefined, limit: 10 })
      assert.deepEqual(
        listed.map(({ releaseId }) => releaseId),
        [held],
      )
      const [read] = await tx.$queryRaw<{ rows: number }[]>`
        SELECT sum(seq_tup_read + idx_tup_fetch)::int AS rows FROM pg_stat_xact_user_tables
        WHERE schemaname = 'months' AND relname LIKE 'deliveries%'`
      assert.ok(read && read.rows >= 3 && read.rows < 100, `${read?.rows} rows of the ledger were read`)
    })
  } finally {
    await close()
    await stage.close()
  }
})
