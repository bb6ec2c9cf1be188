import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Prisma } from '../../src/db/client.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { expectStatus } from '../harness/client.ts'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'

const many = 600

for (const queue of queues) {
  describe(`the wire is held in the midst of a burst, two workers, queue on ${queue}`, () => {
    // After 100 answers the receivers keep the rest waiting until the hold is answered: far from everything has begun then.
    let answers = 0
    const pressed = Promise.withResolvers<void>()
    let stage: Stage
    let listId: string
    before(async () => {
      const ready = async () => {
        answers += 1
        if (answers > 100) await pressed.promise
      }
      stage = await startStage({ queue, ready, env: { BATCH_SIZE: '50', WORKER_BATCHES: '3', BATCH_CONCURRENCY: '20' } })
      const { id, endpointIds } = await stage.list([{}])
      listId = id
      await multiply(endpointIds[0] ?? '')
      await stage.work()
      await stage.work()
    })
    after(() => stage.close())

    /** So many endpoints at one address, each with a delivery of its own. */
    const multiply = async (endpointId: string) => {
      const columns = Prisma.raw(
        'outlet_id, channel, address, address_hash, host, settings, secrets, format, languages, created_at, updated_at',
      )
      await stage.deps.db.$executeRaw`
        INSERT INTO endpoints (${columns}) SELECT ${columns} FROM endpoints, generate_series(2, ${many}) WHERE id = ${endpointId}::uuid`
    }

    it('no hand-over begins later than a second after the answer; the rest goes when it is lifted, each once', async () => {
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: listId }] })
      expectStatus(await stage.publish(id), 202)
      await stage.until(id, (now) => now.counts.delivered >= 64)
      expectStatus(await stage.admin.put('/v1/wire/hold', { reason: 'Stop' }), 201)
      const answeredAt = Date.now()
      pressed.resolve()
      const held = await stage.until(id, (now) => now.counts.sending === 0 && now.holds.length === 1)
      assert.equal(held.counts.pending + held.counts.delivered, many)
      assert.ok(held.counts.pending >= 300, `${held.counts.pending} were stopped`)
      // When a hand-over began is noted in one breath with asking for holds: however slow the machine, this is what was promised.
      const publication = await stage.deps.db.publication.findFirstOrThrow({ where: { releaseId: id } })
      const sent = await stage.deps.db.delivery.findMany({ where: { publicationId: publication.id, state: 'delivered' } })
      assert.equal(sent.length, held.counts.delivered)
      const latest = Math.max(
        ...sent.map(({ sentAt, durationMs }) => (sentAt?.getTime() ?? Number.NaN) - (durationMs ?? Number.NaN)),
      )
      assert.ok(latest <= answeredAt + 1000, `one began ${latest - answeredAt} ms after the answer`)
      for (const batch of await stage.deps.db.batch.findMany({ where: { publicationId: publication.id } })) {
        const deps = { ...stage.deps, senders: {}, stopping: new AbortController().signal }
        assert.equal(await deliverBatch(deps, batch.id), false)
      }
      assert.equal(stage.hooks.received.length, held.counts.delivered)
      expectStatus(await stage.admin.delete('/v1/wire/hold?reason=Go'), 200)
      const done = await stage.until(id, (now) => now.finished)
      assert.equal(done.counts.delivered, many)
      assert.equal(new Set(stage.hooks.received.map(({ webhookId }) => webhookId)).size, stage.hooks.received.length)
      assert.equal(stage.hooks.received.length, many)
    })
  })
}
