import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openSenders } from '../../src/channels/list.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { openLanes } from '../../src/deliveries/lanes.ts'
import { lostRingMs } from '../../src/deliveries/sweep.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { startStage } from '../harness/stage.ts'

describe('an endpoint with a pace', () => {
  it('gets no more than that in any minute; the rest follows by itself, as a first attempt', async () => {
    const clock = handClock(new Date())
    const stage = await startStage({ clock })
    const { senders, close } = openSenders({ fetch: stage.deps.fetch, smtpUrl: stage.deps.config.smtpUrl })
    const worker = { ...stage.deps, senders, stopping: new AbortController().signal }
    const lanes = openLanes(worker)
    try {
      const turn = async () => {
        for (const { id } of await sweep(worker, 10)) await deliverBatch(worker, id)
        await lanes.turn()
        await lanes.settled()
      }
      const list = await stage.list([{ pacePerMinute: 2 }, {}])
      const ids: string[] = []
      for (let n = 0; n < 3; n++) {
        const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
        expectStatus(await stage.publish(id), 202)
        ids.push(id)
      }
      await turn()
      clock.advance(lostRingMs + 1)
      await turn()
      assert.equal(stage.hooks.received.length, 5, 'the third waits for its minute')
      clock.advance(30_000)
      await turn()
      assert.equal(stage.hooks.received.length, 5)
      clock.advance(30_500)
      await turn()
      clock.advance(lostRingMs + 1)
      await turn()
      assert.equal(stage.hooks.received.length, 6)
      for (const id of ids) {
        const { items } = (await stage.submitter.get(`/v1/releases/${id}/deliveries`)).json
        assert.deepEqual(
          items.map(({ state, attempts }: { state: string; attempts: number }) => [state, attempts]),
          [
            ['delivered', 1],
            ['delivered', 1],
          ],
        )
      }
    } finally {
      await lanes.close()
      await close()
      await stage.close()
    }
  })
})
