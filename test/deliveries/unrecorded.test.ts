import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Db } from '../../src/db/client.ts'
import { reclaimBatches } from '../../src/deliveries/reclaim.ts'
import { endLeases } from '../harness/leases.ts'
import { startStage } from '../harness/stage.ts'

/**
 * Has the database refuse to write down that something was delivered, until it is mended. By a switch that the trigger reads: to drop
 * the trigger would wait for workers that wait for each other meanwhile, and Postgres ends one of them for a deadlock.
 */
async function refuseDelivered(db: Db, { when, raise }: { when: string; raise: string }): Promise<{ mend(): Promise<unknown> }> {
  for (const statement of [
    'CREATE TABLE refusing AS SELECT true AS now',
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF (SELECT now FROM refusing) THEN RAISE EXCEPTION ${raise}; END IF; RETURN NEW; END $$`,
    `CREATE TRIGGER refuse BEFORE UPDATE ON deliveries FOR EACH ROW WHEN (NEW.state = 'delivered' AND ${when}) EXECUTE FUNCTION refuse()`,
  ])
    await db.$executeRawUnsafe(statement)
  return { mend: () => db.$executeRaw`UPDATE refusing SET now = false` }
}

it('an outcome that cannot be written keeps no other waiting; its delivery is one of unknown outcome', async () => {
  const stage = await startStage({ env: { BATCH_SIZE: '8' } })
  const { db } = stage.deps
  try {
    const list = await stage.list(Array.from({ length: 24 }, () => ({})))
    const [poisoned = ''] = list.endpointIds
    const { mend } = await refuseDelivered(db, { when: `NEW.endpoint_id = '${poisoned}'`, raise: `'no room'` })
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    await stage.publish(id)
    await stage.work()
    await stage.until(id, ({ counts }) => counts.delivered === 23)
    // Meanwhile others go out.
    const others = await stage.list([{}, {}])
    const next = await stage.approved({ targets: [{ language: 'en', outletListId: others.id }] })
    await stage.publish(next)
    await stage.until(next, ({ counts }) => counts.delivered === 2)

    await mend()
    while ((await db.attempt.count({ where: { outcome: 'unknown' } })) === 0) {
      await endLeases(db)
      await reclaimBatches(stage.deps)
      await stage.deps.signals.wait(id, 50)
    }
    await stage.until(id, (now) => now.finished)
    const arrived = stage.hooks.received.map(({ webhookId }) => webhookId)
    const { id: deliveryId, attempts, state } = await db.delivery.findFirstOrThrow({ where: { endpointId: poisoned } })
    assert.deepEqual([state, attempts], ['delivered', 2])
    assert.deepEqual([arrived.length, new Set(arrived).size], [27, 26])
    assert.equal(arrived.filter((one) => one === deliveryId).length, 2)
  } finally {
    await stage.close()
  }
})

// More than may be unrecorded: however late the first failure is known, not all of them can have been sent by then.
const many = 400

it('a database that cannot write is waited for: nothing is given up, nothing new is begun, nothing comes twice', async () => {
  const stage = await startStage({ env: { BATCH_SIZE: '100', BATCH_CONCURRENCY: '4' } })
  const { db } = stage.deps
  // As a full disk says it.
  const raise = `'could not extend file' USING ERRCODE = 'disk_full'`
  const { mend } = await refuseDelivered(db, { when: 'true', raise })
  try {
    const list = await stage.list(Array.from({ length: many }, () => ({})))
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    await stage.publish(id)
    await stage.work()
    while (stage.hooks.received.length === 0) await stage.deps.signals.wait(id, 20)
    let arrived = 0
    // Until a second passes in which nothing is sent.
    for (let now = stage.hooks.received.length; now > arrived; now = stage.hooks.received.length) {
      arrived = now
      await stage.deps.signals.wait(id, 1000)
    }
    assert.ok(arrived < many, `${arrived} were sent`)
    await mend()
    const { counts } = await stage.until(id, (now) => now.finished)
    assert.deepEqual([counts.delivered, stage.hooks.received.length], [many, many])
    assert.equal(await db.attempt.count({ where: { outcome: 'unknown' } }), 0)
  } finally {
    // A worker would insist for minutes.
    await mend()
    await stage.close()
  }
})
