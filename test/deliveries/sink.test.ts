import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { openSenders } from '../../src/channels/list.ts'
import { claimSlice } from '../../src/deliveries/claim.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { openLanes } from '../../src/deliveries/lanes.ts'
import { leaseBatch } from '../../src/deliveries/lease.ts'
import { lostRingMs } from '../../src/deliveries/sweep.ts'
import { unsubscribeUrl } from '../../src/deliveries/unsubscribe-link.ts'
import type { WorkerDeps } from '../../src/deliveries/worker-deps.ts'
import { sweep } from '../../src/worker.ts'
import { type Client, expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { endLeases } from '../harness/leases.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'

const minute = 60_000

describe('a test release on lists of real outlets', () => {
  const clock = handClock(new Date())
  let stage: Stage
  let tester: Client
  let worker: WorkerDeps
  let closeSenders: () => Promise<void>
  let list: Awaited<ReturnType<Stage['list']>>
  before(async () => {
    stage = await startStage({ clock })
    tester = await stage.client('submitter', stage.submitter.accountId, 'test')
    const { senders, close } = openSenders({ fetch: stage.deps.fetch, smtpUrl: stage.deps.config.smtpUrl })
    closeSenders = close
    worker = { ...stage.deps, senders, stopping: new AbortController().signal }
    list = await stage.list([{ channel: 'email' }, { channel: 'email', behave: 'refuse' }, {}, { behave: 'stall' }, {}])
  })
  after(async () => {
    await closeSenders()
    await stage.close()
  })

  /** A release that was approved: with a test key nobody else is needed for it. */
  const approved = async (by: Client, outletListId: string) => {
    const created = await by.post('/v1/releases', {
      issuerIds: [stage.issuerId],
      reference: crypto.randomUUID(),
      source: { kind: 'issuer' },
      editions: [edition('en')],
      contacts: [{ name: 'Press office', email: 'press@acme.example' }],
      targets: [{ language: 'en', outletListId }],
    })
    const { id, revision } = expectStatus(created, 201).json
    expectStatus(await by.put(`/v1/releases/${id}/submission`), 200)
    const editor = by === tester ? tester : stage.editor
    expectStatus(await editor.put(`/v1/releases/${id}/approval`, { hash: revision.hash }), 200)
    return String(id)
  }
  const published = async (by: Client, outletListId: string, body: object = {}) => {
    const id = await approved(by, outletListId)
    expectStatus(await by.put(`/v1/releases/${id}/publication`, body), 202)
    return id
  }
  /** What a worker does until nothing is left, when no ring reaches it. */
  const settle = async (by = worker) => {
    for (let turn = 0; turn < 3; turn++) {
      for (const { id: batchId } of await sweep(by, 10)) await deliverBatch(by, batchId)
      clock.advance(lostRingMs + 1)
    }
  }
  const statusOf = async (id: string) => expectStatus(await tester.get(`/v1/releases/${id}/status`), 200).json
  const arrived = () => stage.mail.received.length + stage.hooks.received.length + stage.hooks.forged()
  const publicationOf = (releaseId: string) => stage.deps.db.publication.findFirstOrThrow({ where: { releaseId } })
  const nothing = async () => [arrived(), await stage.deps.db.suppression.count()]

  it('is delivered to all of them by the ledger, and not one of them hears of it', async () => {
    const unheard = await nothing()
    const preview = expectStatus(await tester.get(`/v1/outlet-lists/${list.id}/preview?language=en`), 200).json
    const id = await published(tester, list.id)
    await settle()
    const status = await statusOf(id)
    assert.deepEqual([status.test, status.publication, status.finished], [true, 'released', true])
    assert.deepEqual([status.total, status.counts.delivered], [preview.endpoints, preview.endpoints])
    const { items } = (await tester.get(`/v1/releases/${id}/deliveries`)).json
    for (const delivery of items) {
      const { attemptList } = (await tester.get(`/v1/releases/${id}/deliveries/${delivery.id}`)).json
      assert.deepEqual(
        attemptList.map(({ number, outcome, receipt }: Record<string, unknown>) => [number, outcome, receipt]),
        [[1, 'delivered', 'sink']],
      )
    }
    assert.deepEqual(await nothing(), unheard)
    const rows = await stage.deps.db.delivery.findMany({ where: { publicationId: (await publicationOf(id)).id } })
    assert.deepEqual(rows.map(({ endpointId }) => endpointId).sort(), [...list.endpointIds].sort())
    assert.deepEqual(new Set(rows.map(({ host }) => host)), new Set(['outlet.example', new URL(stage.hooks.url).host]))
  })

  it('opens no connection to anybody; the same, live, does', async () => {
    let connections = 0
    const tripwire = createServer((socket) => {
      connections += 1
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(tripwire, 'listening')
    const address = tripwire.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const { senders, close } = openSenders({ fetch: stage.deps.fetch, smtpUrl: `smtp://127.0.0.1:${port}` })
    try {
      const wired = await stage.list([{ channel: 'email' }, {}])
      const settings = { settings: { url: `http://127.0.0.1:${port}/` } }
      expectStatus(await stage.admin.patch(`/v1/endpoints/${wired.endpointIds[1]}`, settings, { 'if-match': '*' }), 200)
      const id = await published(tester, wired.id)
      await settle({ ...worker, senders })
      assert.deepEqual([(await statusOf(id)).counts.delivered, connections], [2, 0])
      const live = await published(stage.submitter, wired.id)
      await settle({ ...worker, senders })
      assert.ok(connections >= 2, 'mail and webhook tried to connect')
      expectStatus(await stage.submitter.delete(`/v1/releases/${live}/publication`), 200)
    } finally {
      await close()
      tripwire.close()
    }
  })

  it('gives a worker that claims it no address, no secret, and no channel to ask', async () => {
    const id = await published(tester, list.id, { releaseAt: new Date(clock.now().getTime() + minute).toISOString() })
    await sweep(worker, 0)
    clock.advance(minute)
    await sweep(worker, 0)
    const publication = await publicationOf(id)
    const batches = await stage.deps.db.batch.findMany({ where: { publicationId: publication.id } })
    assert.ok(batches.length > 0)
    const unheard = await nothing()
    const asked: unknown[] = []
    const senders = new Proxy(worker.senders, {
      get: (all, channel) => {
        asked.push(channel)
        return Reflect.get(all, channel)
      },
    })
    const [first] = batches
    const lease = await leaseBatch(worker, first?.id ?? '')
    assert.ok(lease)
    const { claims } = await claimSlice(worker, lease)
    assert.ok(claims.length > 0)
    assert.deepEqual(
      claims.map(({ settings, secrets }) => [settings, secrets]),
      claims.map(() => ['{}', null]),
    )
    const endpoints = await stage.deps.db.endpoint.findMany({ where: { id: { in: list.endpointIds } } })
    const told = JSON.stringify(claims)
    for (const text of ['whsec_', ...endpoints.map(({ address }) => address)]) assert.ok(!told.includes(text), text)
    // The lease of that claim is lost, and the batch handed to a worker whose channels are all open.
    await endLeases(stage.deps.db)
    clock.advance(minute)
    for (let turn = 0; turn < 2; turn++) {
      await settle({ ...worker, senders })
      for (const batch of batches) await deliverBatch({ ...worker, senders }, batch.id)
    }
    const status = await statusOf(id)
    assert.equal(status.counts.delivered, list.endpointIds.length)
    assert.deepEqual([await nothing(), asked], [unheard, []])
  })

  it('stays a test: the database refuses to make it, or anything of it, a live one', async () => {
    const { db } = stage.deps
    const id = await approved(tester, list.id)
    const other = await publicationOf(await published(tester, list.id))
    await assert.rejects(db.$executeRaw`UPDATE releases SET test = false WHERE id = ${id}::uuid`, /for ever/)
    await assert.rejects(db.$executeRaw`UPDATE publications SET test = false WHERE id = ${other.id}::uuid`, /for ever/)
    const version = await db.version.findFirstOrThrow({ where: { releaseId: id } })
    const forge = (test: boolean) => db.$executeRaw`
      INSERT INTO publications SELECT (jsonb_populate_record(p, jsonb_build_object('id', uuidv7(), 'release_id', ${id}::uuid,
        'version_id', ${version.id}::uuid, 'test', ${test}::boolean))).*
      FROM publications p WHERE id = ${other.id}::uuid`
    await assert.rejects(forge(false), /publications_release_id_test_fkey/)
    assert.equal(await forge(true), 1, 'nothing else was wrong with it')
    const live = await approved(stage.submitter, list.id)
    const lead = db.$executeRaw`UPDATE publications SET release_id = ${live}::uuid WHERE id = ${other.id}::uuid`
    await assert.rejects(lead, /publications_release_id_test_fkey/)
  })

  it('is tried again into the sink, with the same ids', async () => {
    const unheard = await nothing()
    const own = await stage.list([{}, { channel: 'email' }])
    const patch = (state: string) =>
      stage.admin
        .patch(`/v1/endpoints/${own.endpointIds[0]}`, { state }, { 'if-match': '*' })
        .then((answer) => expectStatus(answer, 200))
    const id = await published(tester, own.id, { releaseAt: new Date(clock.now().getTime() + minute).toISOString() })
    await sweep(worker, 0)
    await patch('paused')
    clock.advance(minute)
    await settle()
    const failed = (await tester.get(`/v1/releases/${id}/deliveries?state=failed`)).json.items
    assert.deepEqual(
      failed.map(({ reason }: { reason: string }) => reason),
      ['endpoint-paused'],
    )
    await patch('active')
    const redelivery = expectStatus(await tester.post(`/v1/releases/${id}/redeliveries`, { deliveryIds: [failed[0].id] }), 201)
    assert.equal(redelivery.json.deliveries, 1)
    await settle()
    const again = (await tester.get(`/v1/releases/${id}/deliveries/${failed[0].id}`)).json
    assert.deepEqual([again.state, again.receipt], ['delivered', 'sink'])
    assert.deepEqual(await nothing(), unheard)
  })

  it('404 its unsubscribe link, should anybody make one up: it suppresses nobody', async () => {
    const id = await published(tester, list.id)
    await settle()
    const [delivery] = (await tester.get(`/v1/releases/${id}/deliveries?channel=email`)).json.items
    const { pathname } = new URL(unsubscribeUrl(stage.deps, delivery.id))
    const unheard = await nothing()
    expectStatus(await stage.as().get(pathname), 404)
    expectStatus(await stage.as().post(pathname), 404)
    assert.deepEqual(await nothing(), unheard)
  })

  it('takes no place in the pace of an outlet, and waits for none', async () => {
    const paced = await stage.list([{ pacePerMinute: 1 }])
    const tests = [await published(tester, paced.id), await published(tester, paced.id)]
    await settle()
    assert.deepEqual(await Promise.all(tests.map(async (id) => (await statusOf(id)).counts.delivered)), [1, 1])
    const lanes = openLanes(worker)
    const before = arrived()
    await published(stage.submitter, paced.id)
    await settle()
    await lanes.turn()
    await lanes.close()
    assert.equal(arrived(), before + 1)
  })
})
