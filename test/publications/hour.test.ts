import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openSenders } from '../../src/channels/list.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { lostRingMs } from '../../src/deliveries/sweep.ts'
import type { WorkerDeps } from '../../src/deliveries/worker-deps.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'

const minute = 60_000

for (const queue of queues) {
  // Mail only: webhook receivers rightly refuse a signature from another day than theirs.
  describe(`the hour of a publication, queue on ${queue}`, () => {
    let stage: Stage
    let clock: HandClock
    let worker: WorkerDeps
    let listId: string
    let closeSenders: () => Promise<void>
    before(async () => {
      clock = handClock('2026-12-01T00:00:00Z')
      stage = await startStage({ queue, clock })
      listId = (await stage.list([{ channel: 'email' }, { channel: 'email' }])).id
      const { senders, close } = openSenders({ fetch: stage.deps.fetch, smtpUrl: stage.deps.config.smtpUrl })
      closeSenders = close
      worker = { ...stage.deps, senders, stopping: new AbortController().signal }
    })
    after(async () => {
      await closeSenders()
      await stage.close()
    })

    const scheduled = async (releaseAt: string) => {
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: listId }] })
      expectStatus(await stage.publish(id, { releaseAt }), 202)
      return id
    }
    const state = async (id: string) => (await stage.submitter.get(`/v1/releases/${id}/publication`)).json.state
    const arrived = () => stage.mail.received.length + stage.hooks.received.length
    /** One turn of a worker that no ring reaches. */
    const turn = async () => {
      for (const { id } of await sweep(worker, 10)) await deliverBatch(worker, id)
    }
    /** A turn after a ring has been given up for lost. */
    const later = () => {
      clock.advance(lostRingMs + 1)
      return turn()
    }
    const batches = async (id: string) => stage.deps.db.$queryRaw<{ id: string }[]>`
      SELECT b.id FROM batches b JOIN publications p ON p.id = b.publication_id WHERE p.release_id = ${id}::uuid`

    it('nothing leaves before it, whoever rings; all leaves after it', async () => {
      clock.set('2026-12-01T08:00:00Z')
      const before = arrived()
      const id = await scheduled('2026-12-01T13:00:00+04:00[Asia/Dubai]')
      await turn()
      assert.equal((await batches(id)).length, 0, 'lists are expanded shortly before the hour')
      clock.set('2026-12-01T08:59:30Z')
      await turn()
      const armed = await batches(id)
      assert.equal(armed.length, 1)
      clock.set('2026-12-01T08:59:59.999Z')
      await turn()
      for (const batch of armed) assert.equal(await deliverBatch(worker, batch.id), false)
      assert.equal(arrived(), before)
      assert.equal(await state(id), 'scheduled')
      clock.set('2026-12-01T09:00:00Z')
      await turn()
      await later()
      assert.equal(arrived(), before + 2)
      const { publication, lateMs, releaseAt } = (await stage.submitter.get(`/v1/releases/${id}/status`)).json
      assert.deepEqual([publication, lateMs, releaseAt], ['released', 0, '2026-12-01T09:00:00.000Z'])
    })

    it('a clock that is set back closes the gate again', async () => {
      clock.set('2026-12-02T08:59:30Z')
      const id = await scheduled('2026-12-02T09:00:00Z')
      await turn()
      clock.set('2026-12-02T09:00:00Z')
      await stage.deps.db.publication.updateMany({ where: { releaseId: id }, data: { state: 'releasing' } })
      clock.step(-60 * minute)
      const before = arrived()
      for (const batch of await batches(id)) assert.equal(await deliverBatch(worker, batch.id), false)
      assert.equal(arrived(), before)
      clock.step(60 * minute)
      clock.advance(1000)
      await turn()
      assert.equal(arrived(), before + 2)
    })

    it('a late start is made and its lateness recorded; after 15 minutes it is overdue and waits for an editor', async () => {
      clock.set('2026-12-03T00:00:00Z')
      const late = await scheduled('2026-12-03T01:00:00Z')
      const overdue = await scheduled('2026-12-03T00:50:00Z')
      clock.set('2026-12-03T01:06:00Z')
      const before = arrived()
      await turn()
      await later()
      assert.equal(arrived(), before + 2)
      assert.equal((await stage.submitter.get(`/v1/releases/${late}/status`)).json.lateMs, 6 * minute)
      assert.equal(await state(overdue), 'overdue')
      expectStatus(await stage.editor.put(`/v1/releases/${overdue}/publication`, {}), 202)
      await turn()
      await later()
      assert.equal(await state(overdue), 'released')
      assert.equal(arrived(), before + 4)
    })

    it('a new hour replaces the old one; a canceled publication never leaves and can be published again', async () => {
      clock.set('2026-12-04T00:00:00Z')
      const before = arrived()
      const id = await scheduled('2026-12-04T01:00:00Z')
      expectStatus(await stage.publish(id, { releaseAt: '2026-12-04T05:00:00Z' }), 202)
      clock.set('2026-12-04T01:00:30Z')
      await turn()
      assert.equal(arrived(), before)
      expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
      clock.set('2026-12-04T05:00:30Z')
      await turn()
      await later()
      assert.equal(arrived(), before)
      assert.equal(await state(id), 'canceled')
      assert.equal((await stage.submitter.delete(`/v1/releases/${id}/publication`)).problem, 'wrong-state')
      expectStatus(await stage.publish(id), 202)
      await turn()
      await later()
      assert.equal(arrived(), before + 2)
      const kinds = (await stage.submitter.get(`/v1/releases/${id}/events?limit=200`)).json.items.map(
        ({ kind }: { kind: string }) => kind,
      )
      for (const kind of ['publication.scheduled', 'publication.rescheduled', 'publication.canceled', 'publication.started']) {
        assert.ok(kinds.includes(kind), `${kind} among ${kinds}`)
      }
    })
  })
}
