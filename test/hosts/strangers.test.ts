import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { startStage } from '../harness/stage.ts'
import { startFarSide } from './far-side.ts'

describe('nobody waits for a stranger', () => {
  it('a host that never answers keeps no place from the others, though it has more deliveries than there are places', async () => {
    const stage = await startStage({ env: { WORKER_BATCHES: '1', BATCH_CONCURRENCY: '4' } })
    const [hung, well] = [await startFarSide(), await startFarSide()]
    hung.answer(() => {})
    try {
      const [slow, quick] = [await hung.list(stage, 24), await well.list(stage, 24)]
      const targets = [slow, quick].map(({ id }) => ({ language: 'en', outletListId: id }))
      const id = await stage.approved({ targets })
      await stage.work()
      expectStatus(await stage.publish(id), 202)
      const { counts } = await stage.until(id, (status) => status.counts.delivered === 24)
      assert.equal(well.arrivals.length, 24)
      assert.equal(counts.retrying + counts.failed, 0, 'not one of the others had to time out first')
    } finally {
      await hung.close()
      await well.close()
      await stage.close()
    }
  })
})
