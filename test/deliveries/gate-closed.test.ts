import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openSenders } from '../../src/channels/list.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { lostRingMs } from '../../src/deliveries/sweep.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { startStage } from '../harness/stage.ts'

describe('a lease too short for a send', () => {
  it('begins none, and gives every delivery back unsent and untried', async () => {
    const clock = handClock(new Date())
    const stage = await startStage({ clock })
    const { senders, close } = openSenders({ fetch: stage.deps.fetch, smtpUrl: stage.deps.config.smtpUrl })
    try {
      const worker = { ...stage.deps, senders, stopping: new AbortController().signal }
      const list = await stage.list(Array.from({ length: 100 }, () => ({ channel: 'email' as const })))
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id), 202)
      await sweep(worker, 0)
      clock.advance(lostRingMs + 1)
      const [{ id: batchId } = { id: '' }] = await sweep(worker, 1)
      // Asked at 0, and from then on ten seconds later: of the lease's twenty, ten are left, and a mail may take fifteen.
      let asked = 0
      const slow = { ...worker, clock: { ...clock, monotonicMs: () => (asked++ === 0 ? 0 : 10_000) } }
      assert.equal(await deliverBatch(slow, batchId ?? ''), true)
      const { counts } = (await stage.submitter.get(`/v1/releases/${id}/status`)).json
      assert.deepEqual([counts.pending, counts.sending, stage.mail.received.length], [100, 0, 0])
      assert.equal(await deliverBatch(worker, batchId ?? ''), true)
      const after = (await stage.submitter.get(`/v1/releases/${id}/deliveries?limit=200`)).json.items
      assert.ok(
        after.every(({ state, attempts }: { state: string; attempts: number }) => state === 'delivered' && attempts === 1),
      )
      assert.equal(stage.mail.received.length, 100)
    } finally {
      await close()
      await stage.close()
    }
  })
})
