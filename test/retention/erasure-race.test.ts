import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimSlice } from '../../src/deliveries/claim.ts'
import { leaseBatch } from '../../src/deliveries/lease.ts'
import { recordOutcomes } from '../../src/deliveries/record.ts'
import { sweep } from '../../src/worker.ts'
import { untilWaiting } from '../accounts/while-locked.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { startStage } from '../harness/stage.ts'
import { openTurns } from '../holds/turns.ts'
import { makeJournalist, makeList, makeMailbox } from '../outlets/factories.ts'

test('an erasure while a bounce of the same person is recorded: both are done, neither waits for the other crosswise', async () => {
  const clock = handClock(new Date())
  const stage = await startStage({ clock })
  const { worker, close } = openTurns(stage.deps, clock)
  const { admin, deps } = stage
  try {
    const journalist = await makeJournalist(admin, { languages: ['en'] })
    await makeMailbox(admin, `journalists/${journalist}`, 'layla@gulf.example')
    const list = await makeList(admin)
    expectStatus(await admin.post(`/v1/outlet-lists/${list}/members`, { journalistIds: [journalist] }), 200)
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list }] })
    expectStatus(await stage.publish(id), 202)
    await sweep(worker, 0)
    const batch = await deps.db.batch.findFirstOrThrow()
    const lease = await leaseBatch(worker, batch.id)
    assert.ok(lease)
    const [claim] = (await claimSlice(worker, lease)).claims
    assert.ok(claim)
    // A suppression with a note that came after the claim: both sides write to it.
    const silenced = { channel: 'email', address: 'layla@gulf.example', note: 'She asked twice' }
    expectStatus(await admin.post('/v1/suppressions', silenced), 201)
    const bounced = { kind: 'permanent', reason: 'recipient-unknown', detail: 'gone', suppress: 'hard-bounce' } as const
    const [both] = await deps.db.$transaction(async (tx) => {
      // The recording stops after its deliveries and before its suppressions; the erasure comes meanwhile.
      await tx.$queryRaw`SELECT FROM suppressions FOR UPDATE`
      const recorded = recordOutcomes(worker, {
        ...lease,
        attempted: [{ claim, outcome: bounced, startedAt: clock.now(), endedAt: clock.now() }],
      })
      await untilWaiting(deps.db, 1)
      const erased = admin.put(`/v1/journalists/${journalist}/erasure`, { reason: 'Asked for it by letter' })
      await untilWaiting(deps.db, 2)
      return [Promise.all([recorded, erased])] as const
    })
    expectStatus((await both)[1], 200)
    const { counts } = (await stage.submitter.get(`/v1/releases/${id}/status`)).json
    assert.equal(counts.failed, 1)
    const { json } = await admin.get('/v1/suppressions')
    assert.deepEqual(json.items.map(({ reason, note }: Record<string, string | null>) => [reason, note]).sort(), [
      ['admin', null],
      ['erasure', null],
    ])
  } finally {
    await close()
    await stage.close()
  }
})
