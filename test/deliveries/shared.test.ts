import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { prefixOf } from '../../src/queue/queue.ts'
import { startWorker, type Worker } from '../../src/worker.ts'
import { queuesOfThisRun as queues, type Service, startService } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'

const outlets = 200

for (const queue of queues) {
  describe(`two workers, queue on ${queue}`, () => {
    const env = { BATCH_SIZE: '10', WORKER_BATCHES: '1' }
    let stage: Stage
    let second: Service
    let worker: Worker | undefined
    before(async () => {
      stage = await startStage({ queue, env })
      // As another process has it: connections of its own, a name of its own, the same database and queue.
      second = await startService({ queue, env, database: { url: stage.deps.config.databaseUrl ?? '', drop: async () => {} } })
    })
    after(async () => {
      await worker?.stop()
      await second.close()
      await stage.close()
    })

    it('share a release about evenly, and each delivery is one worker’s', async () => {
      const list = await stage.list(Array.from({ length: outlets }, () => ({})))
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      await stage.work()
      worker = await startWorker(second.deps)
      await stage.publish(id)
      await stage.until(id, (now) => now.finished && now.counts.delivered === outlets)
      const shares = await stage.deps.db.delivery.groupBy({ by: ['worker'], _count: true, orderBy: { worker: 'asc' } })
      assert.deepEqual(
        shares.map((share) => share.worker),
        [stage.deps.workerName, second.deps.workerName].sort(),
      )
      for (const { _count } of shares) assert.ok(_count >= outlets / 4, JSON.stringify(shares))
      assert.equal(new Set(stage.hooks.received.map(({ webhookId }) => webhookId)).size, outlets)
      assert.equal(stage.hooks.received.length, outlets)
    })
  })
}

describe('what a release costs Redis', { skip: !process.env.TEST_REDIS_URL }, () => {
  it('is a fraction of a command for each delivery', async () => {
    const stage = await startStage({ queue: 'redis' })
    const watcher = new Redis(process.env.TEST_REDIS_URL ?? '')
    const monitor = await watcher.monitor()
    const prefix = prefixOf(stage.deps.config.databaseUrl ?? '')
    let commands = 0
    // Others use this server meanwhile. What a script does in Redis itself is not sent.
    monitor.on('monitor', (_time, args: string[], source: string) => {
      if (source !== 'lua' && args.some((arg) => arg.startsWith(prefix))) commands += 1
    })
    try {
      const list = await stage.list(Array.from({ length: outlets }, () => ({})))
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      await stage.work()
      await stage.publish(id)
      await stage.until(id, (now) => now.finished && now.counts.delivered === outlets)
      assert.ok(commands > 0 && commands < outlets / 2, `${commands} commands for ${outlets} deliveries`)
    } finally {
      monitor.disconnect()
      watcher.disconnect()
      await stage.close()
    }
  })
})
