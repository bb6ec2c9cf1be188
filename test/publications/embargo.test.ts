import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openSenders } from '../../src/channels/list.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { lostRingMs } from '../../src/deliveries/sweep.ts'
import type { WorkerDeps } from '../../src/deliveries/worker-deps.ts'
import { watchClocks } from '../../src/embargo/clocks.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'

// A list of an outlet that accepts embargoes, one that does not, and three journalists: at that one, at both, at none.
describe('a release under embargo', () => {
  let stage: Stage
  let clock: HandClock
  let worker: WorkerDeps
  let listId: string
  let closeSenders: () => Promise<void>
  before(async () => {
    clock = handClock('2026-12-01T00:00:00Z')
    stage = await startStage({ clock, keep: true })
    const { admin } = stage
    const list = await stage.list([{ channel: 'email' }, { channel: 'email' }])
    listId = list.id
    const [open, closed] = list.outletIds
    expectStatus(await admin.patch(`/v1/outlets/${closed}`, { acceptsEmbargo: false }, { 'if-match': '*' }), 200)
    for (const [name, outletIds] of Object.entries({ closed: [closed], both: [open, closed], free: [] })) {
      const journalist = expectStatus(await admin.post('/v1/journalists', { name, languages: ['en'], outletIds }), 201).json.id
      const endpoint = { channel: 'email', settings: { to: `${name}@press.example` } }
      expectStatus(await admin.post(`/v1/journalists/${journalist}/endpoints`, endpoint), 201)
      expectStatus(await admin.put(`/v1/outlet-lists/${listId}/members/journalists/${journalist}`), 204)
    }
    const { senders, close } = openSenders({ fetch: stage.deps.fetch, smtpUrl: stage.deps.config.smtpUrl })
    closeSenders = close
    worker = { ...stage.deps, senders, stopping: new AbortController().signal }
  })
  after(async () => {
    await closeSenders()
    await stage.close()
  })

  const publish = async (hours: { releaseAt: string; embargoUntil: string | null }) => {
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: listId }] })
    expectStatus(await stage.publish(id, hours), 202)
    return id
  }
  const turnAt = async (instant: string) => {
    clock.set(instant)
    // The second turn comes after the rings of the first have been given up for lost.
    for (const _turn of [1, 2]) {
      for (const { id } of await sweep(worker, 10)) await deliverBatch(worker, id)
      clock.advance(lostRingMs + 1)
    }
  }
  const arrived = async (id: string) => {
    const { publication, counts } = (await stage.submitter.get(`/v1/releases/${id}/status`)).json
    return [publication, counts.delivered, counts.pending]
  }

  it('reaches who accepts no embargo when it ends, and everybody else at the hour', async () => {
    const id = await publish({ releaseAt: '2026-12-01T09:00:00Z', embargoUntil: '2026-12-01T12:00:00Z' })
    await turnAt('2026-12-01T09:00:00Z')
    assert.deepEqual(await arrived(id), ['releasing', 3, 2])
    const { items } = (await stage.submitter.get(`/v1/releases/${id}/deliveries?state=pending`)).json
    assert.deepEqual(
      items.map(({ dueAt }: { dueAt: string }) => dueAt),
      Array(2).fill('2026-12-01T12:00:00.000Z'),
    )
    await turnAt('2026-12-01T11:59:50Z')
    assert.deepEqual(await arrived(id), ['releasing', 3, 2])
    await turnAt('2026-12-01T12:00:00Z')
    assert.deepEqual(await arrived(id), ['released', 5, 0])
    // Whoever gets it at the end is not asked to wait for it.
    const opens = stage.mail.received.map(({ raw }) => /^Embargoed until/m.test(String(raw)))
    assert.deepEqual(opens, [true, true, true, false, false])
  })

  for (const embargoUntil of [null, '2026-12-02T09:00:00Z'])
    it(`reaches everybody at the hour when the embargo is ${embargoUntil ?? 'none'}`, async () => {
      const id = await publish({ releaseAt: '2026-12-02T09:00:00Z', embargoUntil })
      await turnAt('2026-12-02T09:00:00Z')
      assert.deepEqual(await arrived(id), ['released', 5, 0])
      clock.set('2026-12-02T00:00:00Z')
    })

  it('that gets another embargo when its lists are expanded already keeps to the new one', async () => {
    const id = await publish({ releaseAt: '2026-12-03T09:00:00Z', embargoUntil: null })
    await turnAt('2026-12-03T08:59:30Z')
    const embargoed = { releaseAt: '2026-12-03T09:00:00Z', embargoUntil: '2026-12-03T10:00:00Z' }
    expectStatus(await stage.publish(id, embargoed), 202)
    await turnAt('2026-12-03T09:00:00Z')
    assert.deepEqual(await arrived(id), ['releasing', 3, 2])
    await turnAt('2026-12-03T10:00:00Z')
    assert.deepEqual(await arrived(id), ['released', 5, 0])
  })

  it('is kept back where the machine’s clock is wrong from its start, until it agrees with that of Postgres', async () => {
    const id = await publish({ releaseAt: '2026-12-03T12:00:00Z', embargoUntil: '2026-12-03T13:00:00Z' })
    await turnAt('2026-12-03T12:00:00Z')
    const toldByPostgres = (apartMs: number) => {
      const atMs = clock.monotonicMs()
      const at = new Date(clock.now().getTime() - apartMs)
      watchClocks(clock).compare({ at, askedAtMs: atMs, answeredAtMs: atMs })
    }
    toldByPostgres(3_600_000)
    await turnAt('2026-12-03T13:00:00Z')
    assert.deepEqual(await arrived(id), ['releasing', 3, 2])
    toldByPostgres(0)
    await turnAt('2026-12-03T13:00:30Z')
    assert.deepEqual(await arrived(id), ['released', 5, 0])
  })

  it('is kept back from a clock that is set forward while the worker runs', async () => {
    const id = await publish({ releaseAt: '2026-12-03T15:00:00Z', embargoUntil: '2026-12-03T16:00:00Z' })
    await turnAt('2026-12-03T15:00:00Z')
    clock.step(3_600_000)
    for (const { id } of await sweep(worker, 10)) await deliverBatch(worker, id)
    assert.deepEqual(await arrived(id), ['releasing', 3, 2])
    clock.step(-3_600_000)
    await turnAt('2026-12-03T16:00:00Z')
    assert.deepEqual(await arrived(id), ['released', 5, 0])
  })

  it('canceled before the embargo ends, it never reaches who waits', async () => {
    const id = await publish({ releaseAt: '2026-12-04T09:00:00Z', embargoUntil: '2026-12-04T12:00:00Z' })
    await turnAt('2026-12-04T09:00:00Z')
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
    await turnAt('2026-12-04T12:00:00Z')
    assert.deepEqual(await arrived(id), ['canceled', 3, 0])
  })
})
