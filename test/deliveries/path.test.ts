import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { queues } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'

for (const queue of queues) {
  describe(`from submission to delivery, queue on ${queue}`, () => {
    let stage: Stage
    before(async () => {
      stage = await startStage({ queue })
      await stage.work()
    })
    after(() => stage.close())

    it('every endpoint of every target receives its edition once, and the ledger says so', async () => {
      const english = await stage.list([{ channel: 'email' }, { channel: 'webhook' }, { channel: 'webhook' }])
      const arabic = await stage.list([
        { channel: 'email', languages: ['ar'] },
        { channel: 'webhook', languages: ['ar'] },
      ])
      const id = await stage.approved({
        targets: [
          { language: 'en', outletListId: english.id },
          { language: 'ar', outletListId: arabic.id },
        ],
      })
      expectStatus(await stage.publish(id), 202)
      const status = await stage.until(id, (now) => now.finished)
      assert.equal(status.counts.delivered, 5)
      assert.equal(status.total, 5)
      assert.equal(status.publication, 'released')
      assert.deepEqual(
        status.targets.map((target: { language: string; counts: { delivered: number } }) => [
          target.language,
          target.counts.delivered,
        ]),
        [
          ['en', 3],
          ['ar', 2],
        ],
      )
      const ledger = await stage.submitter.get(`/v1/releases/${id}/deliveries?limit=200`)
      const ids = ledger.json.items.map((delivery: { id: string }) => delivery.id).sort()
      const received = [
        ...stage.mail.received.map(({ messageId }) => messageId.split('@')[0]),
        ...stage.hooks.received.map(({ webhookId }) => webhookId),
      ]
      assert.deepEqual(received.sort(), ids)
      assert.ok(Date.parse(status.clearAt) >= Date.parse(status.releaseAt))
    })

    it('an endpoint on two lists gets an edition once; the second target counts it as covered', async () => {
      const list = await stage.list([{}, {}])
      const other = await stage.list([{}])
      expectStatus(await stage.admin.post(`/v1/outlet-lists/${other.id}/members`, { outletIds: list.outletIds }), 200)
      const id = await stage.approved({
        targets: [
          { language: 'en', outletListId: list.id },
          { language: 'en', outletListId: other.id },
        ],
      })
      expectStatus(await stage.publish(id), 202)
      const status = await stage.until(id, (now) => now.finished)
      assert.equal(status.counts.delivered, 3)
      assert.deepEqual(
        status.targets.map(({ covered, total }: { covered: number; total: number }) => [total, covered]),
        [
          [2, 0],
          [1, 2],
        ],
      )
    })

    it('what fails once is delivered on its retry under the same id; what is refused for good fails with its reason', async () => {
      const list = await stage.list([
        { behave: 'fail-once' },
        { behave: 'refuse' },
        { channel: 'email', behave: 'fail-once' },
        { channel: 'email', behave: 'refuse' },
      ])
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id), 202)
      const status = await stage.until(id, (now) => now.finished)
      assert.equal(status.counts.delivered, 2)
      assert.equal(status.counts.failed, 2)
      const { items } = (await stage.submitter.get(`/v1/releases/${id}/deliveries`)).json
      const reasons = items.flatMap(({ reason }: { reason: string | null }) => reason ?? []).sort()
      assert.deepEqual(reasons, ['mailbox-unknown', 'rejected'])
      const retried = items.find(
        (delivery: { state: string; channel: string }) => delivery.state === 'delivered' && delivery.channel === 'webhook',
      )
      const one = (await stage.submitter.get(`/v1/releases/${id}/deliveries/${retried.id}`)).json
      assert.deepEqual(
        one.attemptList.map(({ number, outcome }: { number: number; outcome: string }) => [number, outcome]),
        [
          [1, 'temporary'],
          [2, 'delivered'],
        ],
      )
      const arrivals = stage.hooks.received.filter(({ webhookId }) => webhookId === retried.id)
      assert.equal(arrivals.length, 1)
    })
  })
}
