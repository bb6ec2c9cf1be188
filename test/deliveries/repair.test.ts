import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pino from 'pino'
import { openSenders } from '../../src/channels/list.ts'
import { Prisma } from '../../src/db/client.ts'
import { claimSlice } from '../../src/deliveries/claim.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { leaseBatch, leaseMs } from '../../src/deliveries/lease.ts'
import { reclaimBatches } from '../../src/deliveries/reclaim.ts'
import { recordOutcomes } from '../../src/deliveries/record.ts'
import { lostRingMs } from '../../src/deliveries/sweep.ts'
import type { WorkerDeps } from '../../src/deliveries/worker-deps.ts'
import { expandDispatch } from '../../src/publications/expand.ts'
import { publishVersion } from '../../src/publications/publish.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { endLeases } from '../harness/leases.ts'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { type Stage, type StagedOutlet, startStage } from '../harness/stage.ts'

for (const queue of queues) {
  describe(`what goes wrong half-way, queue on ${queue}`, () => {
    let stage: Stage
    let clock: HandClock
    let worker: WorkerDeps
    let closeSenders: () => Promise<void>
    before(async () => {
      clock = handClock(new Date())
      stage = await startStage({ queue, clock })
      const { senders, close } = openSenders({ fetch: stage.deps.fetch, smtpUrl: stage.deps.config.smtpUrl })
      closeSenders = close
      worker = { ...stage.deps, senders, stopping: new AbortController().signal }
    })
    after(async () => {
      await closeSenders()
      await stage.close()
    })

    const status = async (id: string) => (await stage.submitter.get(`/v1/releases/${id}/status`)).json
    const batchesOf = (id: string) => stage.deps.db.$queryRaw<{ id: string; dispatchId: string }[]>`
      SELECT b.id, b.dispatch_id AS "dispatchId" FROM batches b JOIN publications p ON p.id = b.publication_id
      WHERE p.release_id = ${id}::uuid ORDER BY b.id`
    /** Published and expanded, and nobody was rung. */
    const expanded = async (outlets: StagedOutlet[]) => {
      const { id: outletListId, endpointIds } = await stage.list(outlets)
      const id = await stage.approved({ targets: [{ language: 'en', outletListId }] })
      const silent: WorkerDeps = { ...worker, queue: { ...worker.queue, ring: async () => {} } }
      const { keyId } = await stage.deps.db.apiKey
        .findFirstOrThrow({ where: { accountId: stage.submitter.accountId } })
        .then((key) => ({ keyId: key.id }))
      const principal = {
        keyId,
        keyName: 'test',
        accountId: stage.submitter.accountId,
        role: 'submitter',
        mode: 'live',
        ip: '127.0.0.1',
      } as const
      await publishVersion(silent, principal, { id }, {})
      return { id, endpointIds, silent }
    }

    it('a crash between commit and ring is repaired by sweep', async () => {
      const { id } = await expanded([{}, { channel: 'email' }])
      assert.equal((await status(id)).total, 0, 'published, and nobody was told')
      for (const { id: batch } of await sweep(worker, 10)) await deliverBatch(worker, batch)
      clock.advance(lostRingMs + 1)
      for (const { id: batch } of await sweep(worker, 10)) await deliverBatch(worker, batch)
      assert.deepEqual([(await status(id)).counts.delivered, (await status(id)).publication], [2, 'released'])
    })

    it('a job that rings twice, at once or later, sends once', async () => {
      const { id, silent } = await expanded([{}, {}, {}])
      const dispatch = await stage.deps.db.dispatch.findFirstOrThrow({ where: { publication: { releaseId: id } } })
      await Promise.all([expandDispatch(silent, dispatch.id), expandDispatch(silent, dispatch.id)])
      const [batch] = await batchesOf(id)
      const before = stage.hooks.received.length
      const worked = await Promise.all(Array.from({ length: 5 }, () => deliverBatch(worker, batch?.id ?? '')))
      assert.equal(worked.filter(Boolean).length, 1)
      assert.equal(await deliverBatch(worker, batch?.id ?? ''), false)
      assert.equal(stage.hooks.received.length, before + 3)
    })

    it('a worker that dies with a batch loses it after its lease; the attempt is kept as unknown, the id stays', async () => {
      const { id, silent } = await expanded([{}])
      for (const { id: dispatchId } of await stage.deps.db.dispatch.findMany({ where: { publication: { releaseId: id } } })) {
        await expandDispatch(silent, dispatchId)
      }
      const [batch] = await batchesOf(id)
      const lease = await leaseBatch({ ...worker, workerName: 'the-late' }, batch?.id ?? '')
      assert.ok(lease)
      const {
        claims: [claim],
      } = await claimSlice(worker, lease)
      assert.ok(claim)
      assert.equal((await status(id)).counts.sending, 1)
      assert.equal(await reclaimBatches(worker), 0)
      await endLeases(stage.deps.db)
      const lines: string[] = []
      const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
      assert.equal(await reclaimBatches({ ...worker, log }), 1)
      assert.equal(lines.length, 1)
      assert.match(lines[0] ?? '', /"deliveries":1,.*are tried again with the same id/)
      assert.equal(await deliverBatch(worker, batch?.id ?? ''), true)
      const { counts } = await status(id)
      assert.deepEqual([counts.delivered, counts.sending, counts.pending], [1, 0, 0])
      const one = (await stage.submitter.get(`/v1/releases/${id}/deliveries/${claim.id}`)).json
      assert.deepEqual(
        one.attemptList.map(({ outcome }: { outcome: string }) => outcome),
        ['unknown', 'delivered'],
      )
    })

    it('an attempt of a dead worker began, at the latest, when its lease ended or its death was noticed; it says when it was heard of', async () => {
      const { id, silent } = await expanded([{}])
      const { id: dispatchId } = await stage.deps.db.dispatch.findFirstOrThrow({ where: { publication: { releaseId: id } } })
      await expandDispatch(silent, dispatchId)
      const [{ id: batchId } = { id: '' }] = await batchesOf(id)
      const noKey = Math.trunc(Math.random() * 2 ** 31)
      const losses = [
        { lost: Prisma.sql`lease_expires_at = clock_timestamp() - interval '1 hour'`, beganAgoMs: 3_600_000 },
        { lost: Prisma.sql`alive_key = ${noKey}, lease_expires_at = clock_timestamp() + interval '12 seconds'`, beganAgoMs: 0 },
      ]
      for (const [number, { lost, beganAgoMs }] of losses.entries()) {
        const lease = await leaseBatch(worker, batchId)
        assert.ok(lease)
        await claimSlice(worker, lease)
        await stage.deps.db.$executeRaw`UPDATE batches SET ${lost} WHERE id = ${batchId}::uuid`
        assert.equal(await reclaimBatches(worker), 1)
        const [{ id: deliveryId }] = (await stage.submitter.get(`/v1/releases/${id}/deliveries`)).json.items
        const { attemptList } = (await stage.submitter.get(`/v1/releases/${id}/deliveries/${deliveryId}`)).json
        const { startedAt, durationMs, detail } = attemptList[number]
        const isAbout = (at: string, agoMs: number) => Math.abs(clock.now().getTime() - agoMs - new Date(at).getTime()) < 5_000
        assert.ok(isAbout(startedAt, beganAgoMs), startedAt)
        assert.equal(durationMs, 0)
        const [, heardAt = ''] = /^Its worker was last heard of at (\S+Z)\.$/.exec(detail) ?? []
        assert.ok(isAbout(heardAt, beganAgoMs === 0 ? leaseMs - 12_000 : beganAgoMs + leaseMs), detail)
      }
    })

    it('an outcome that comes after the lease was lost is kept; only «delivered» still counts, and counts once', async () => {
      const { id, silent } = await expanded([{}, {}])
      for (const { id: dispatchId } of await stage.deps.db.dispatch.findMany({ where: { publication: { releaseId: id } } })) {
        await expandDispatch(silent, dispatchId)
      }
      const [batch] = await batchesOf(id)
      const lease = await leaseBatch(worker, batch?.id ?? '')
      assert.ok(lease)
      const { claims } = await claimSlice(worker, lease)
      await endLeases(stage.deps.db)
      await reclaimBatches(worker)
      const [said, refused] = claims
      assert.ok(said && refused)
      const at = clock.now()
      const late = [
        { claim: said, outcome: { kind: 'delivered', receipt: 'late but true' }, startedAt: at, endedAt: at } as const,
        {
          claim: refused,
          outcome: { kind: 'permanent', reason: 'rejected', detail: 'late' },
          startedAt: at,
          endedAt: at,
        } as const,
      ]
      await recordOutcomes(worker, { ...lease, attempted: late })
      assert.deepEqual([(await status(id)).counts.delivered, (await status(id)).counts.failed], [1, 0])
      const before = stage.hooks.received.length
      assert.equal(await deliverBatch(worker, batch?.id ?? ''), true)
      assert.equal(stage.hooks.received.length, before + 1, 'what was delivered late is not sent again')
      await recordOutcomes(worker, { ...lease, attempted: late })
      assert.equal((await status(id)).counts.delivered, 2)
      assert.equal((await status(id)).total, 2)
    })

    it('a row that cannot be made into a message fails alone', async () => {
      const { id, endpointIds, silent } = await expanded([{}, {}, {}])
      await stage.deps.db.endpoint.update({ where: { id: endpointIds[1] ?? '' }, data: { settings: { url: 42 } } })
      for (const { id: dispatchId } of await stage.deps.db.dispatch.findMany({ where: { publication: { releaseId: id } } })) {
        await expandDispatch(silent, dispatchId)
      }
      for (const { id: batchId } of await batchesOf(id)) await deliverBatch(worker, batchId)
      const { counts } = await status(id)
      assert.deepEqual([counts.delivered, counts.failed], [2, 1])
      const failed = (await stage.submitter.get(`/v1/releases/${id}/deliveries?state=failed`)).json.items
      assert.deepEqual(
        failed.map(({ reason }: { reason: string }) => reason),
        ['not-prepared'],
      )
    })

    it('canceled on its way: what was sent stays sent, the rest is canceled', async () => {
      const { id, silent } = await expanded([{}, {}])
      for (const { id: dispatchId } of await stage.deps.db.dispatch.findMany({ where: { publication: { releaseId: id } } })) {
        await expandDispatch(silent, dispatchId)
      }
      expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
      for (const { id: batchId } of await batchesOf(id)) assert.equal(await deliverBatch(worker, batchId), false)
      const now = await status(id)
      assert.deepEqual([now.counts.canceled, now.publication, now.finished], [2, 'canceled', true])
      assert.equal((await stage.publish(id)).problem, 'wrong-state', 'it had started: a version goes out once')
    })
  })
}
