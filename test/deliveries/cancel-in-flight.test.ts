import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'

describe('a publication that is canceled while it is being sent', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
    await stage.work()
  })
  after(() => stage.close())

  it('ends every delivery: what was in flight is told as it went, nothing is left to retry', async () => {
    const list = await stage.list([{}, {}, { behave: 'stall' }, { behave: 'defer' }, { channel: 'email', behave: 'defer' }])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, (now) => now.counts.delivered === 2 && now.counts.retrying === 2 && now.counts.sending === 1)
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
    const status = await stage.until(id, (now) => now.publication === 'canceled')
    assert.deepEqual([status.counts.delivered, status.counts.canceled, status.counts.retrying, status.finished], [2, 2, 0, false])
    const settled = await stage.until(id, (now) => now.finished)
    assert.deepEqual([settled.counts.delivered, settled.counts.canceled, settled.total], [2, 3, 5])
  })
})
