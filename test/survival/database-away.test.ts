import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Cable, openCable } from '../harness/proxy.ts'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'

for (const queue of queues) {
  describe(`Postgres goes away and comes back, queue on ${queue}`, () => {
    let cable: Cable
    let stage: Stage
    before(async () => {
      stage = await startStage({
        queue,
        via: async (url) => {
          cable = await openCable(Number(new URL(url).port))
          const through = new URL(url)
          through.port = String(cable.port)
          return through.href
        },
      })
      await stage.work()
    })
    after(async () => {
      await stage.close()
      await cable.close()
    })

    it('503 with Retry-After while it is away, and nothing accepted is lost', async () => {
      const list = await stage.list([{}, { channel: 'email' }, { behave: 'fail-once' }])
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id), 202)
      await cable.pull()
      const refused = expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 503)
      assert.equal(refused.problem, 'unavailable')
      assert.ok(Number(refused.headers['retry-after']) > 0)
      assert.equal((await stage.as().get('/readyz')).json.status, 'down')
      expectStatus(await stage.as().get('/healthz'), 200)
      await cable.plug()
      const status = await stage.until(id, (now) => now.finished)
      assert.equal(status.counts.delivered, 3)
      assert.equal((await stage.as().get('/readyz')).json.database, true)
    })

    it('what was sent meanwhile is recorded when it is back, and not sent again', async () => {
      const before = stage.hooks.received.length
      const list = await stage.list(Array.from({ length: 150 }, () => ({})))
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id), 202)
      await stage.until(id, (now) => now.counts.sending > 0 || now.counts.delivered > 0)
      await cable.pull()
      assert.equal((await stage.submitter.get(`/v1/releases/${id}/status`)).status, 503)
      await cable.plug()
      const status = await stage.until(id, (now) => now.finished)
      assert.equal(status.counts.delivered, 150)
      const arrived = stage.hooks.received.slice(before).map(({ webhookId }) => webhookId)
      assert.equal(new Set(arrived).size, 150)
      assert.equal(arrived.length, 150)
    })
  })
}
