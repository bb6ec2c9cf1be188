import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { openSenders } from '../../src/channels/list.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { type Lanes, openLanes } from '../../src/deliveries/lanes.ts'
import { lostRingMs } from '../../src/deliveries/sweep.ts'
import { watchHosts } from '../../src/deliveries/watch-hosts.ts'
import type { WorkerDeps } from '../../src/deliveries/worker-deps.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { type FarSide, startFarSide } from './far-side.ts'

describe('a host that fails', () => {
  const clock = handClock(new Date())
  let stage: Stage
  let worker: WorkerDeps
  let lanes: Lanes
  let side: FarSide
  let closeSenders: () => Promise<void>
  before(async () => {
    stage = await startStage({ clock })
    const { senders, close } = openSenders({ fetch: stage.deps.fetch, smtpUrl: stage.deps.config.smtpUrl })
    closeSenders = close
    worker = { ...stage.deps, senders, stopping: new AbortController().signal }
    lanes = openLanes(worker)
  })
  beforeEach(async () => {
    await side?.close()
    side = await startFarSide()
  })
  after(async () => {
    await lanes.close()
    await closeSenders()
    await side.close()
    await stage.close()
  })

  /** What a worker does in a moment: ordinary batches, then lanes, until both have settled. */
  const moment = async () => {
    for (const { id } of await sweep(worker, 10)) await deliverBatch(worker, id)
    await watchHosts(worker).written()
    await lanes.turn()
    await lanes.settled()
    await watchHosts(worker).written()
  }
  const later = async (ms: number) => {
    clock.advance(ms)
    await moment()
  }
  const published = async (outletListId: string) => {
    const id = await stage.approved({ targets: [{ language: 'en', outletListId }] })
    expectStatus(await stage.publish(id), 202)
    await moment()
    await later(lostRingMs + 1)
    return id
  }
  const hostOf = async () => expectStatus(await stage.admin.get(`/v1/hosts/${side.host}`), 200).json
  const deliveriesOf = async (id: string) =>
    (await stage.submitter.get(`/v1/releases/${id}/deliveries`)).json.items.map((one: { state: string; attempts: number }) => [
      one.state,
      one.attempts,
    ])

  it('is alerted to, then switched off; what comes for it waits without using up an attempt, until one that tries is taken', async () => {
    const list = await side.list(stage, 5)
    side.answer((res) => res.writeHead(500).end())
    await published(list.id)
    assert.equal(side.arrivals.length, 5)
    const { breaker } = await hostOf()
    assert.deepEqual([breaker.state, breaker.reason, breaker.failures], ['open', 'server-error', 5])
    const events = { where: { subjectType: 'host', subjectId: side.host }, orderBy: { id: 'asc' } } as const
    const kinds = async () => (await stage.deps.db.event.findMany(events)).map(({ kind }) => kind)
    assert.deepEqual(await kinds(), ['host.failing', 'host.opened'])

    const id = await published(list.id)
    assert.equal(side.arrivals.length, 5, 'nothing more is sent')
    assert.deepEqual(await deliveriesOf(id), Array(5).fill(['pending', 0]))
    assert.equal((await hostOf()).waiting >= 5, true)

    await later(breaker.retryAt ? 10_000 : 0)
    assert.equal(side.arrivals.length, 6, 'one tries')
    assert.equal((await hostOf()).breaker.state, 'open')
    await later(1_000)
    assert.equal(side.arrivals.length, 6, 'and no other follows it')

    side.answer((res) => res.end('taken'))
    await later(10_000)
    assert.equal((await hostOf()).breaker.state, 'closed')
    for (let n = 0; n < 8; n++) await later(5_000)
    assert.deepEqual(
      (await deliveriesOf(id)).map(([state]: [string]) => state),
      Array(5).fill('delivered'),
    )
    assert.deepEqual(await kinds(), ['host.failing', 'host.opened', 'host.closed'])
  })

  it('is left alone for as long as it asks for, as a whole', async () => {
    const list = await side.list(stage, 1)
    side.answer((res) => res.writeHead(429, { 'retry-after': '30' }).end())
    await published(list.id)
    assert.equal(side.arrivals.length, 1)
    side.answer((res) => res.end('taken'))
    const id = await published(list.id)
    await later(20_000)
    assert.equal(side.arrivals.length, 1, 'another delivery waits, too')
    await later(10_000)
    await later(1_000)
    assert.deepEqual(await deliveriesOf(id), [['delivered', 1]])
  })

  it('is given up after as long as its deliveries would have been tried', async () => {
    const list = await side.list(stage, 1)
    const givenUp = async () => {
      const { text } = expectStatus(await stage.admin.get('/metrics'), 200)
      return Number(/_failed_total\{channel="webhook",reason="host-down"\} (\d+)/.exec(text)?.[1] ?? 0)
    }
    const before = await givenUp()
    const reason = { reason: 'They are gone', seconds: 86_400 }
    expectStatus(await stage.admin.put(`/v1/hosts/${side.host}/breaker`, reason), 200)
    const id = await published(list.id)
    expectStatus(await stage.admin.put(`/v1/hosts/${side.host}/breaker`, reason), 200)
    await later(23 * 3_600_000)
    expectStatus(await stage.admin.put(`/v1/hosts/${side.host}/breaker`, reason), 200)
    await later(12 * 3_600_000)
    await later(60_000)
    assert.equal(side.arrivals.length, 0)
    const [delivery] = (await stage.submitter.get(`/v1/releases/${id}/deliveries`)).json.items
    assert.deepEqual([delivery.state, delivery.reason, delivery.attempts], ['failed', 'host-down', 0])
    assert.equal(await givenUp(), before + 1)
  })

  it('takes no tokens from a host whose owner died until what that one had under way is over', async () => {
    const list = await side.list(stage, 3)
    const limits = { pace: { limit: 2, seconds: 10 } }
    expectStatus(await stage.admin.patch(`/v1/hosts/${side.host}`, limits, { 'if-match': '"0"' }), 200)
    await stage.deps.db.$executeRaw`
      UPDATE hosts SET owner = 'gone', owner_expires_at = now() - interval '1 second', generation = 7 WHERE host = ${side.host}`
    await published(list.id)
    await later(15_000)
    assert.equal(side.arrivals.length, 0)
    const { generation, owner } = await stage.deps.db.host.findUniqueOrThrow({ where: { host: side.host } })
    assert.deepEqual([generation, owner], [8, worker.workerName])
    await later(11_000)
    assert.equal(side.arrivals.length, 2, 'a window after the longest request, and no more than the pace')
    await later(11_000)
    assert.equal(side.arrivals.length, 3)
  })
})
