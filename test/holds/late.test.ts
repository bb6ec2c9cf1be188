import assert from 'node:assert/strict'
import { it } from 'node:test'
import { leaseBatch } from '../../src/deliveries/lease.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { startStage } from '../harness/stage.ts'
import { openTurns } from './turns.ts'

const minutes = 60_000

it('a hold makes nothing late: neither the start nor a hand-over, whether it lay on the account or on the channel', async () => {
  // Receivers refuse what their own clock calls old: at the end it is about now.
  const clock = handClock(new Date(Date.now() - 80 * minutes))
  const stage = await startStage({ clock, env: { METRICS_TOKEN: 'a-token-for-scrapes-and-for-nothing-else' } })
  const turns = openTurns(stage.deps, clock)
  const { admin, submitter, deps } = stage
  try {
    const list = await stage.list([{}, {}])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    const account = `/v1/accounts/${submitter.accountId}/hold`
    for (const path of [account, '/v1/channels/webhook/hold']) expectStatus(await admin.put(path, { reason: 'A test.' }), 201)
    expectStatus(await stage.publish(id), 202)
    await turns.turn()
    clock.advance(40 * minutes)
    expectStatus(await admin.delete(`${account}?reason=Done`), 200)
    await turns.turn()
    clock.advance(40 * minutes)
    expectStatus(await admin.delete('/v1/channels/webhook/hold?reason=Done'), 200)

    const letGoAt = clock.now()
    const { id: batchId } = await deps.db.batch.findFirstOrThrow()
    const lease = await leaseBatch(turns.worker, batchId)
    assert.deepEqual(lease?.hourAt, letGoAt, 'from then on it is late')
    await deps.db.batch.update({ where: { id: batchId }, data: { state: 'ready', leasedBy: null, leaseExpiresAt: null } })
    const status = async () => expectStatus(await submitter.get(`/v1/releases/${id}/status`), 200).json
    for (let turn = 0; turn < 10 && !(await status()).finished; turn++) await turns.turn()
    const { counts, lateMs } = await status()
    assert.equal(counts.delivered, 2)
    assert.ok(lateMs >= 40 * minutes, 'the publication itself says how long after its hour it started')
    const { text } = expectStatus(await admin.get('/metrics'), 200)
    assert.match(text, /^dateline_start_lateness_max_seconds 0$/m)
  } finally {
    await turns.close()
    await stage.close()
  }
})
