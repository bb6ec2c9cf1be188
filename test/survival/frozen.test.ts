import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { startStage } from '../harness/stage.ts'
import { closeAt } from './gate.ts'
import { startDateline } from './worker-process.ts'

const outlets = 40
const atOnce = 4

// It takes as long as a lease lasts, and waits: side by side.
describe('a worker frozen for longer than its lease', { concurrency: queues.length }, () => {
  for (const queue of queues) {
    it(`begins nothing more when it thaws, and what it had begun is kept as attempts; queue on ${queue}`, async () => {
      const gate = closeAt(atOnce)
      const stage = await startStage({ queue, env: { BATCH_SIZE: String(outlets) }, ready: gate.ready })
      const { db } = stage.deps
      try {
        const list = await stage.list(Array.from({ length: outlets }, () => ({})))
        const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
        await stage.publish(id)
        const frozen = await startDateline(stage, { env: { BATCH_CONCURRENCY: String(atOnce) } })
        await gate.reached
        frozen.child.kill('SIGSTOP')
        const frozenAtMs = Date.now()
        gate.open()
        await stage.work()
        const status = await stage.until(id, (now) => now.finished)
        assert.equal(status.counts.delivered, outlets)
        const lost = await db.attempt.findMany({ where: { outcome: 'unknown' } })
        assert.equal(lost.length, outlets, 'the whole slice that it had claimed is of unknown outcome')
        frozen.child.kill('SIGCONT')
        frozen.child.kill('SIGTERM')
        assert.equal(await frozen.ended, 0)
        assert.equal(new Set(stage.hooks.received.map(({ webhookId }) => webhookId)).size, outlets)
        const known = await db.attempt.findMany({ where: { number: 1, NOT: { outcome: 'unknown' } } })
        // It may have been stopped in the very middle of handing one over: nobody can keep that back.
        const begunLate = known.filter(({ startedAt }) => startedAt.getTime() > frozenAtMs + 1000)
        assert.deepEqual(begunLate, [], 'it begins nothing after its lease')
        assert.ok(known.length >= atOnce)
        assert.equal(stage.hooks.received.length, outlets + known.length, 'what came of all that it sent is known by now')
        const after = await stage.submitter.get(`/v1/releases/${id}/status`)
        assert.deepEqual(after.json.counts, status.counts)
      } finally {
        gate.open()
        await stage.close()
      }
    })
  }
})
