import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'

describe('a cancellation among many claims', () => {
  // After 100 answers the receivers keep the rest waiting until the cancellation has come: what is not claimed yet ends with it, and what
  // only waits for its turn as soon as the worker gives it back.
  let answers = 0
  let canceled = Promise.withResolvers<void>()
  let stage: Stage
  before(async () => {
    const ready = async () => {
      answers += 1
      if (answers > 100) await canceled.promise
    }
    stage = await startStage({ env: { BATCH_SIZE: '30', WORKER_BATCHES: '6' }, ready })
    await stage.work()
  })
  after(() => stage.close())

  it('is never the victim of a deadlock, and every delivery reaches an end', async () => {
    const list = await stage.list(Array.from({ length: 300 }, () => ({})))
    for (let round = 0; round < 4; round++) {
      answers = 0
      canceled = Promise.withResolvers()
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id), 202)
      await stage.until(id, (now) => now.counts.sending + now.counts.delivered > 0)
      expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
      await stage.until(id, ({ counts }) => counts.canceled >= 20)
      canceled.resolve()
      const { counts } = await stage.until(id, (now) => now.finished)
      assert.equal(counts.delivered + counts.canceled, 300)
    }
  })
})

describe('a publication that is released but still retries', () => {
  it('can be canceled; a redelivery at the same moment leaves nothing behind', async () => {
    const stage = await startStage()
    try {
      await stage.work()
      const list = await stage.list([{}, { behave: 'defer' }, { behave: 'refuse' }])
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id), 202)
      await stage.until(id, (now) => now.publication === 'released' && now.counts.retrying === 1)
      await Promise.all([
        stage.submitter.delete(`/v1/releases/${id}/publication`),
        stage.submitter.post(`/v1/releases/${id}/redeliveries`, {}),
      ])
      const { counts } = await stage.until(id, (now) => now.finished)
      assert.deepEqual([counts.delivered, counts.retrying, counts.failed + counts.canceled], [1, 0, 2])
      assert.equal((await stage.submitter.delete(`/v1/releases/${id}/publication`)).problem, 'wrong-state')
    } finally {
      await stage.close()
    }
  })
})
