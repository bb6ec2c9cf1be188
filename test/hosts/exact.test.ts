import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import pino from 'pino'
import { openDeps } from '../../src/deps.ts'
import { startWorker } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { startStage } from '../harness/stage.ts'
import { mostInAWindow, startFarSide } from './far-side.ts'

const windowMs = 1000
const rounds = 4

describe('the pace of hosts, with two workers on one database', () => {
  it('is never exceeded in any window of the receiver; what goes there arrives once', async () => {
    const stage = await startStage()
    const { config, clock } = stage.deps
    const other = await openDeps({ config, log: pino({ level: 'silent' }), clock, queuePrefix: 'other' })
    const workers = [await startWorker(stage.deps), await startWorker(other.deps)]
    const sides = await Promise.all([1, 3, 5, 8].map(async (limit) => ({ limit, side: await startFarSide() })))
    try {
      const targets = []
      for (const { limit, side } of sides) {
        const list = await side.list(stage, limit * rounds)
        targets.push({ language: 'en', outletListId: list.id })
        const limits = { pace: { limit, seconds: windowMs / 1000 } }
        expectStatus(await stage.admin.patch(`/v1/hosts/${side.host}`, limits, { 'if-match': '"0"' }), 200)
      }
      const id = await stage.approved({ targets })
      expectStatus(await stage.publish(id), 202)
      await stage.until(id, ({ finished }) => finished)
      for (const { limit, side } of sides) {
        assert.equal(new Set(side.arrivals.map((arrival) => arrival.id)).size, limit * rounds)
        assert.equal(side.arrivals.length, limit * rounds)
        assert.equal(mostInAWindow(side, windowMs), limit)
        const tookMs = (side.arrivals.at(-1)?.atMs ?? 0) - (side.arrivals[0]?.atMs ?? 0)
        // As much as the pace allows, but for what a busy machine takes away: the bench measures that.
        assert.ok((rounds - 1) * windowMs >= 0.6 * tookMs, `${rounds - 1} windows took ${tookMs} ms`)
        if (process.env.SAY) console.log(limit, ((rounds - 1) * windowMs) / tookMs)
      }
    } finally {
      for (const worker of workers) await worker.stop()
      await other.close()
      for (const { side } of sides) await side.close()
      await stage.close()
    }
  })
})
