import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { startStage } from '../harness/stage.ts'
import { countInHand } from '../harness/states.ts'
import { closeAt } from './gate.ts'
import { startDateline } from './worker-process.ts'

const outlets = 60
const atOnce = 4
/** What an orchestrator waits, by its defaults, before it kills. */
const patienceMs = 30_000

describe('SIGTERM in mid-distribution', () => {
  for (const queue of queues) {
    it(`what is under way finishes, the rest goes back at once, nothing comes twice; queue on ${queue}`, async () => {
      const gate = closeAt(atOnce, { after: 10 })
      const stage = await startStage({ queue, env: { BATCH_SIZE: '20' }, ready: gate.ready })
      const { db } = stage.deps
      try {
        const list = await stage.list(Array.from({ length: outlets }, () => ({})))
        const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
        await stage.publish(id)
        const first = await startDateline(stage, { env: { BATCH_CONCURRENCY: String(atOnce) } })
        await gate.reached
        first.child.kill('SIGTERM')
        gate.open()
        assert.equal(await first.ended, 0)
        assert.ok(stage.hooks.received.length < outlets, 'it began nothing more')
        assert.equal(await db.batch.count({ where: { state: 'leased' } }), 0)
        assert.equal(await countInHand(db), 0)
        assert.equal(await db.delivery.count({ where: { state: 'delivered' } }), stage.hooks.received.length)
        await stage.work()
        const status = await stage.until(id, (now) => now.finished)
        assert.equal(status.counts.delivered, outlets)
        assert.equal(stage.hooks.received.length, outlets)
      } finally {
        gate.open()
        await stage.close()
      }
    })
  }

  it('what it has not begun is for others at once, while it still waits for what it has', async () => {
    const gate = closeAt(atOnce)
    const stage = await startStage({ env: { BATCH_SIZE: '200' }, ready: gate.ready })
    const { db, signals } = stage.deps
    try {
      const list = await stage.list(Array.from({ length: 200 }, () => ({})))
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      await stage.publish(id)
      const env = { BATCH_CONCURRENCY: String(atOnce), WORKER_BATCHES: '1', LOG_LEVEL: 'info' }
      const first = await startDateline(stage, { env })
      let said = ''
      first.child.stdout?.on('data', (chunk) => {
        said += String(chunk)
      })
      await gate.reached
      first.child.kill('SIGTERM')
      const { id: publicationId } = await db.publication.findFirstOrThrow({ where: { releaseId: id } })
      // The rest of its batch, or what it had claimed and not begun.
      const isForOthers = async () =>
        (await db.batch.count({ where: { state: 'ready' } })) +
          (await db.delivery.count({ where: { state: 'pending', batchId: null } })) >
        0
      while (!(await isForOthers())) await signals.wait(publicationId, 50)
      assert.equal(await db.batch.count({ where: { state: 'leased' } }), 1, 'it waits for what is under way')
      assert.equal(first.child.exitCode, null)
      gate.open()
      assert.equal(await first.ended, 0)
      assert.match(said, /"handOvers":\d+,.*is being finished; a second signal or Ctrl-C ends at once/)
      await stage.work()
      assert.equal((await stage.until(id, (now) => now.finished)).counts.delivered, 200)
      assert.equal(stage.hooks.received.length, 200)
    } finally {
      gate.open()
      await stage.close()
    }
  })

  it(`a receiver that never answers does not keep it: it is gone within ${patienceMs / 1000} s`, async () => {
    const gate = closeAt(atOnce)
    const stage = await startStage({ env: { BATCH_SIZE: '20' }, ready: gate.ready })
    try {
      const list = await stage.list(Array.from({ length: outlets }, () => ({})))
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      await stage.publish(id)
      const first = await startDateline(stage, { env: { BATCH_CONCURRENCY: String(atOnce) } })
      await gate.reached
      const toldAt = performance.now()
      first.child.kill('SIGTERM')
      assert.equal(await first.ended, 0)
      const tookMs = performance.now() - toldAt
      assert.ok(tookMs < patienceMs, `it took ${Math.round(tookMs)} ms`)
      assert.equal(await countInHand(stage.deps.db), 0)
    } finally {
      gate.open()
      await stage.close()
    }
  })
})
