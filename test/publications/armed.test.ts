import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openSenders } from '../../src/channels/list.ts'
import { type Clock, systemClock } from '../../src/clock.ts'
import { findArmable } from '../../src/deliveries/arm.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import type { WorkerDeps } from '../../src/deliveries/worker-deps.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { countInHand } from '../harness/states.ts'

for (const queue of queues) {
  describe(`batches in workers’ hands before the hour, queue on ${queue}`, () => {
    let stage: Stage
    let worker: WorkerDeps
    let listId: string
    let closeSenders: () => Promise<void>
    // The clocks of this test's own worker: both may be set apart from those of the machine.
    const apart = { wallMs: 0 }
    const clock: Clock = {
      now: () => new Date(systemClock.now().getTime() + apart.wallMs),
      monotonicMs: () => systemClock.monotonicMs(),
    }
    before(async () => {
      stage = await startStage({ queue, clock })
      listId = (await stage.list([{}, {}, { channel: 'email' }])).id
      const { senders, close } = openSenders({ fetch: stage.deps.fetch, smtpUrl: stage.deps.config.smtpUrl })
      closeSenders = close
      worker = { ...stage.deps, senders, stopping: new AbortController().signal }
    })
    after(async () => {
      await closeSenders()
      await stage.close()
    })

    const arrived = () => stage.hooks.received.length + stage.mail.received.length
    const status = async (id: string) => (await stage.submitter.get(`/v1/releases/${id}/status`)).json
    /** A release whose hour is so near that its batches can be armed, and those batches. */
    const scheduled = async (inMs: number) => {
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: listId }] })
      expectStatus(await stage.publish(id, { releaseAt: new Date(clock.now().getTime() + inMs).toISOString() }), 202)
      await sweep(worker, 0)
      const batches = await findArmable(worker, 10)
      assert.equal(batches.length, 2, 'one of machines, one of mail')
      return { id, batches }
    }
    const armAll = (batches: { id: string }[], by = worker) =>
      Promise.all(batches.map((batch) => deliverBatch(by, batch.id, { arm: true })))
    /** Until workers have them. */
    const armed = async (batches: { id: string }[]) => {
      for (;;) {
        const rows = await stage.deps.db.batch.findMany({ where: { id: { in: batches.map(({ id }) => id) }, state: 'leased' } })
        if (rows.length === batches.length) return
      }
    }

    /** Until the machine's own clock is past an instant. */
    const passed = async (ms: number) => {
      while (systemClock.now().getTime() < ms) await stage.deps.db.$queryRaw`SELECT 1`
    }

    it('leave when it comes and not a millisecond sooner, with one opening however many wait', async () => {
      const before = arrived()
      const { id, batches } = await scheduled(1500)
      const going = armAll(batches)
      await armed(batches)
      assert.equal((await status(id)).publication, 'scheduled')
      assert.equal(arrived(), before)
      await going
      assert.equal(arrived(), before + 3)
      const { clearAt, releaseAt, lateMs } = await status(id)
      const firstMs = Date.parse(clearAt) - Date.parse(releaseAt)
      assert.ok(firstMs >= 0 && firstMs < 1000, `the first left ${firstMs} ms after the hour`)
      assert.ok(lateMs >= 0 && lateMs < 1000)
      const { items } = (await stage.submitter.get(`/v1/releases/${id}/events?limit=200`)).json
      assert.equal(items.filter(({ kind }: { kind: string }) => kind === 'publication.started').length, 1)
    })

    it('go to an outlet whose leave ends with the hour', async () => {
      const { endpointIds, id: leaveListId } = await stage.list([{}])
      const { outletId } = await stage.deps.db.endpoint.findUniqueOrThrow({ where: { id: endpointIds[0] ?? '' } })
      const releaseAt = new Date(clock.now().getTime() + 1500)
      await stage.deps.db.outlet.update({ where: { id: outletId ?? '' }, data: { pausedUntil: releaseAt } })
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: leaveListId }] })
      expectStatus(await stage.publish(id, { releaseAt: releaseAt.toISOString() }), 202)
      await sweep(worker, 0)
      await armAll(await findArmable(worker, 10))
      const { counts } = await stage.until(id, (now) => now.total === 1 && now.counts.pending + now.counts.sending === 0)
      assert.equal(counts.delivered, 1)
    })

    it('are given back whole when they are canceled in the last moment, claimed or not', async () => {
      const before = arrived()
      const { id, batches } = await scheduled(1500)
      const going = armAll(batches)
      await armed(batches)
      const { db } = stage.deps
      while ((await countInHand(db)) === 0 && (await status(id)).publication === 'scheduled');
      const canceled = (await stage.submitter.delete(`/v1/releases/${id}/publication`)).status
      await going
      const { counts } = await stage.until(id, (now) => now.finished)
      assert.equal(await countInHand(db), 0)
      assert.equal(counts.canceled + counts.delivered, 3)
      if (canceled === 200) assert.equal(arrived() - before, counts.delivered)
      const { publicationId } = await db.batch.findUniqueOrThrow({ where: { id: batches[0]?.id ?? '' } })
      const rows = await db.delivery.groupBy({ by: ['state'], where: { publicationId }, _count: true })
      for (const { state, _count } of rows) assert.equal(counts[state], _count, state)
    })

    for (const [name, change] of [
      ['a cancellation', (id: string) => stage.submitter.delete(`/v1/releases/${id}/publication`)],
      [
        'another hour',
        (id: string) => stage.publish(id, { releaseAt: new Date(clock.now().getTime() + 3_600_000).toISOString() }),
      ],
      ['a hold', () => stage.admin.put('/v1/wire/hold', { reason: 'Wait' })],
    ] as const) {
      it(`${name} in the last moment keeps them all back`, async () => {
        const before = arrived()
        const { id, batches } = await scheduled(1500)
        const going = armAll(batches)
        await armed(batches)
        const { status: code } = await change(id)
        assert.ok(code < 300, `${name}: ${code}`)
        await going
        assert.equal(arrived(), before)
        assert.deepEqual(await stage.deps.db.batch.count({ where: { state: 'leased' } }), 0)
        if (name === 'a hold') {
          await stage.admin.delete('/v1/wire/hold?reason=Go')
          await stage.submitter.delete(`/v1/releases/${id}/publication`)
        }
      })
    }

    for (const [name, ms] of [
      ['forward', 3_600_000],
      ['back', -3_600_000],
    ] as const) {
      it(`a wall clock that is set ${name} an hour while they wait lets nothing out; once it is right they leave, late`, async () => {
        const before = arrived()
        const { id, batches } = await scheduled(1200)
        const going = armAll(batches)
        await armed(batches)
        apart.wallMs = ms
        try {
          await going
          await sweep(worker, 0)
          for (const { id: batchId } of batches) assert.equal(await deliverBatch(worker, batchId), false)
          await passed(Date.parse((await status(id)).releaseAt) + 50)
          await sweep(worker, 0)
          for (const { id: batchId } of batches) assert.equal(await deliverBatch(worker, batchId), false)
          assert.equal(arrived(), before)
          assert.equal((await stage.deps.db.publication.findFirstOrThrow({ where: { releaseId: id } })).state, 'scheduled')
        } finally {
          apart.wallMs = 0
        }
        for (const { id: batchId } of await sweep(worker, 10)) await deliverBatch(worker, batchId)
        for (const { id: batchId } of batches) await deliverBatch(worker, batchId)
        assert.equal(arrived(), before + 3)
        assert.ok((await status(id)).lateMs > 0, 'the late start is recorded as lateness')
      })
    }

    it('a worker that is told to stop gives them back at once', async () => {
      const before = arrived()
      const { id, batches } = await scheduled(3000)
      const stopping = new AbortController()
      const going = armAll(batches, { ...worker, stopping: stopping.signal })
      await armed(batches)
      stopping.abort()
      await going
      assert.equal(await stage.deps.db.batch.count({ where: { state: 'ready', id: { in: batches.map(({ id }) => id) } } }), 2)
      assert.equal(arrived(), before)
      expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
    })
  })
}
