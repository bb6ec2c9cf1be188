import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { gatherLanes } from '../../src/deliveries/gather-lanes.ts'
import { giveUpHosts, renewHosts, takeUpHosts } from '../../src/deliveries/own-hosts.ts'
import type { WorkerDeps } from '../../src/deliveries/worker-deps.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { type FarSide, startFarSide } from './far-side.ts'

describe('a host in whose lane deliveries wait', () => {
  let stage: Stage
  let side: FarSide
  let [one, two]: WorkerDeps[] = []
  before(async () => {
    stage = await startStage()
    side = await startFarSide()
    const named = (workerName: string) => ({ ...stage.deps, workerName, senders: {}, stopping: new AbortController().signal })
    ;[one, two] = [named('one'), named('two')]
    const list = await side.list(stage, 3)
    expectStatus(await stage.admin.patch(`/v1/hosts/${side.host}`, { atOnce: 2 }, { 'if-match': '"0"' }), 200)
    expectStatus(await stage.publish(await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })), 202)
    await sweep(one, 0)
    for (const { id } of await stage.deps.db.batch.findMany()) await deliverBatch(one, id)
    const set = await stage.deps.db.delivery.findMany({
      where: { lane: side.host, batchId: null, state: 'pending', attempts: 0 },
    })
    assert.equal(set.length, 3, 'all were set aside')
  })
  after(async () => {
    await side.close()
    await stage.close()
  })

  const gather = (deps: WorkerDeps, generation: number, count: number) =>
    gatherLanes(deps, [{ host: side.host, generation, count, endpointsRest: false }], [])

  it('has one owner; who lost it fetches nothing more, keeps nothing and gives nothing up', async () => {
    assert.ok(one && two)
    const [mine] = await takeUpHosts(one, 0)
    assert.deepEqual([mine?.host, mine?.generation, mine?.busyForMs], [side.host, 1, null])
    assert.deepEqual(await takeUpHosts(two, 0), [], 'nobody else takes it up')
    assert.deepEqual(
      (await gather(one, 1, 1)).map(({ hosts }) => [...hosts]),
      [[[side.host, 1]]],
    )

    await stage.deps.db.$executeRaw`UPDATE hosts SET owner_expires_at = now() - interval '1 second'`
    assert.deepEqual(await gather(one, 1, 1), [], 'its lease is over')
    const [theirs] = await takeUpHosts(two, 0)
    assert.equal(theirs?.generation, 2)
    assert.ok((theirs?.busyForMs ?? 0) > 10_000, 'what the first had under way may still arrive')
    assert.deepEqual(await renewHosts(one, [{ host: side.host, generation: 1 }]), [])
    await giveUpHosts(one, [{ host: side.host, generation: 1, answeredMsAgo: 0 }])
    assert.deepEqual(await gather(one, 1, 5), [])

    const batches = await gather(two, 2, 5)
    assert.deepEqual(
      batches.map(({ hosts }) => [...hosts]),
      [[[side.host, 2]]],
      'what is in a batch already is not fetched again',
    )
    const batch = await stage.deps.db.batch.findUniqueOrThrow({ where: { id: batches[0]?.lease.batchId ?? '' } })
    assert.deepEqual([batch.state, batch.leasedBy, batch.generation], ['leased', 'two', 1])
  })

  it('tells its next owner when its last request was answered', async () => {
    assert.ok(one && two)
    await giveUpHosts(two, [{ host: side.host, generation: 2, answeredMsAgo: 0 }])
    await stage.deps.db.$executeRaw`UPDATE hosts SET busy_until = NULL`
    await stage.deps.db.$executeRaw`UPDATE hosts SET owner = 'two', owner_expires_at = now() + interval '9 seconds'`
    await giveUpHosts(two, [{ host: side.host, generation: 2, answeredMsAgo: 4000 }])
    await stage.deps.db.$executeRaw`UPDATE deliveries SET batch_id = NULL, due_at = now() WHERE lane = ${side.host}`
    const [mine] = await takeUpHosts(one, 1000)
    assert.ok(mine?.busyForMs && mine.busyForMs <= -4000, `${mine?.busyForMs}`)
  })
})
