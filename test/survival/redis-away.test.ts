import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { type RedisServer, startRedis } from '../../bench/redis.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { closeAt } from './gate.ts'

const outlets = 100

const losses: { what: string; happen: (redis: RedisServer) => Promise<RedisServer> }[] = [
  {
    what: 'FLUSHALL',
    happen: async (redis) => {
      const client = new Redis(redis.url)
      await client.flushall()
      client.disconnect()
      return redis
    },
  },
  {
    what: 'a Redis that lost its file',
    happen: async (redis) => {
      process.kill(redis.pid, 'SIGKILL')
      await redis.stop()
      return startRedis({ port: redis.port })
    },
  },
]

// On a Redis of its own: others would lose their rings with it.
describe('Redis loses everything in mid-distribution', { skip: !process.env.TEST_REDIS_URL }, () => {
  let redis: RedisServer
  let stage: Stage
  let listId: string
  let gate = closeAt(1)
  before(async () => {
    redis = await startRedis()
    const env = { REDIS_URL: redis.url, BATCH_SIZE: '10', WORKER_BATCHES: '2', BATCH_CONCURRENCY: '4' }
    stage = await startStage({ env, ready: () => gate.ready() })
    listId = (await stage.list(Array.from({ length: outlets }, () => ({})))).id
    await stage.work()
  })
  after(async () => {
    gate.open()
    await stage.close()
    await redis.stop()
  })

  for (const { what, happen } of losses) {
    it(`${what}: each outlet is reached, and once`, async () => {
      gate = closeAt(1, { after: outlets / 5 })
      const before = stage.hooks.received.length
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: listId }] })
      await stage.publish(id)
      await gate.reached
      redis = await happen(redis)
      gate.open()
      const status = await stage.until(id, (now) => now.finished)
      assert.equal(status.counts.delivered, outlets)
      const arrived = stage.hooks.received.slice(before).map(({ webhookId }) => webhookId)
      assert.equal(new Set(arrived).size, outlets)
      assert.equal(arrived.length, outlets)
    })
  }
})
