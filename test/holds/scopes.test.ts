import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { openTurns, type Turns } from './turns.ts'

describe('holds', () => {
  let stage: Stage
  let clock: HandClock
  let turns: Turns
  let list: Awaited<ReturnType<Stage['list']>>
  let host: string
  before(async () => {
    clock = handClock(new Date())
    stage = await startStage({ clock })
    turns = openTurns(stage.deps, clock)
    list = await stage.list([{}, {}])
    host = new URL(stage.hooks.url).host
  })
  after(async () => {
    await turns.close()
    await stage.close()
  })

  const lift = (path: string) => stage.admin.delete(`${path}?reason=Cleared`)
  const release = async () => stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
  const status = async (id: string) => (await stage.submitter.get(`/v1/releases/${id}/status`)).json
  const press = async (path: string, reason = 'A wrong figure') => {
    const answer = await stage.admin.put(path, { reason })
    // As if a second had gone by: what a worker knew before, it asks anew.
    clock.advance(1000)
    return answer
  }
  const batchesOf = (id: string) => stage.deps.db.batch.findMany({ where: { publicationId: id } })

  const paths = {
    wire: async () => '/v1/wire/hold',
    account: async () => `/v1/accounts/${stage.submitter.accountId}/hold`,
    issuer: async () => `/v1/issuers/${stage.issuerId}/hold`,
    list: async () => `/v1/outlet-lists/${list.id}/hold`,
    channel: async () => '/v1/channels/webhook/hold',
    host: async () => `/v1/hosts/${encodeURIComponent(host)}/hold`,
    publication: async (id: string) => `/v1/releases/${id}/publication/hold`,
  }
  for (const [scope, pathOf] of Object.entries(paths)) {
    it(`${scope}: nothing of it leaves while it is held, the status says why, and all of it leaves afterwards`, async () => {
      const id = await release()
      expectStatus(await stage.publish(id), 202)
      const path = await pathOf(id)
      const placed = expectStatus(await press(path), 201).json
      assert.deepEqual([placed.scope, placed.cause, placed.actor], [scope, 'pressed', 'First admin'])
      const before = stage.hooks.received.length
      await turns.turn()
      await turns.turn()
      assert.equal(stage.hooks.received.length, before)
      const now = await status(id)
      const whole = ['wire', 'account', 'issuer', 'publication'].includes(scope)
      assert.deepEqual([now.publication, now.counts.pending, now.finished], [whole ? 'held' : 'releasing', 2, false])
      const told = (of: typeof now) => of.holds.map((hold: { scope: string; reason: string | null }) => [hold.scope, hold.reason])
      const staff = expectStatus(await stage.editor.get(`/v1/releases/${id}/status`), 200).json
      assert.deepEqual(told(staff), [[scope, 'A wrong figure']])
      // Why a whole channel is held may speak of somebody else.
      assert.deepEqual(told(now), [[scope, ['account', 'publication'].includes(scope) ? 'A wrong figure' : null]])
      if (scope === 'host') assert.deepEqual([now.holds[0].subject, staff.holds[0].subject], [null, placed.subject])
      const { behind } = expectStatus(await stage.editor.get(path), 200).json
      assert.deepEqual(behind, { publications: 1, pending: 2, sending: 0, retrying: 0 })
      const publications = expectStatus(await stage.editor.get(`/v1/holds/${placed.id}/publications`), 200).json.items
      assert.deepEqual([publications.length, publications[0].releaseId, publications[0].pending], [1, id, 2])
      assert.equal(expectStatus(await lift(path), 200).json.liftedBy, 'First admin')
      clock.advance(1000)
      await turns.turn()
      assert.equal(stage.hooks.received.length, before + 2)
      const done = await status(id)
      assert.deepEqual([done.publication, done.counts.delivered, done.finished, done.holds], ['released', 2, true, []])
    })
  }

  it('a batch that is rung for although it is held is not leased', async () => {
    const id = await release()
    expectStatus(await stage.publish(id), 202)
    expectStatus(await press('/v1/channels/webhook/hold'), 201)
    await turns.turn()
    const publication = await stage.deps.db.publication.findFirstOrThrow({ where: { releaseId: id } })
    for (const batch of await batchesOf(publication.id)) assert.equal(await deliverBatch(turns.worker, batch.id), false)
    const [batch] = await batchesOf(publication.id)
    assert.deepEqual([batch?.state, batch?.generation], ['ready', 0], 'nobody has touched it')
    expectStatus(await lift('/v1/channels/webhook/hold'), 200)
    await turns.turn()
    assert.equal((await status(id)).finished, true)
  })

  it('a hold of a host without a port stops every port of it, and lets everybody else of the same batch go', async () => {
    const mixed = await stage.list([{}, {}, {}])
    await stage.deps.db.endpoint.updateMany({
      where: { id: mixed.endpointIds[1] ?? '' },
      data: { host: 'elsewhere.example:8443' },
    })
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: mixed.id }] })
    expectStatus(await stage.publish(id), 202)
    expectStatus(await press('/v1/hosts/elsewhere.example/hold'), 201)
    await turns.turn()
    const now = await status(id)
    assert.deepEqual([now.counts.delivered, now.counts.pending, now.publication], [2, 1, 'releasing'])
    const held = (await stage.submitter.get(`/v1/releases/${id}/deliveries?state=pending`)).json.items
    assert.deepEqual([held.length, held[0].attempts], [1, 0])
    expectStatus(await lift('/v1/hosts/elsewhere.example/hold'), 200)
    clock.advance(1000)
    await turns.turn()
    assert.deepEqual([(await status(id)).counts.delivered, (await status(id)).publication], [3, 'released'])
  })

  it('setting twice is setting once; lifting what is not held is 404; a hold that was lifted stays in the list', async () => {
    const path = '/v1/channels/email/hold'
    const first = expectStatus(await press(path, 'First'), 201).json
    const second = expectStatus(await press(path, 'Second'), 200).json
    assert.deepEqual([second.id, second.reason], [first.id, 'First'])
    assert.deepEqual(
      expectStatus(await stage.editor.get('/v1/holds?scope=channel'), 200).json.items.map(({ id }: { id: string }) => id),
      [first.id],
    )
    expectStatus(await lift(path), 200)
    expectStatus(await lift(path), 404)
    expectStatus(await stage.admin.get(path), 404)
    assert.deepEqual(expectStatus(await stage.editor.get('/v1/holds?scope=channel'), 200).json.items, [])
    const all = expectStatus(await stage.editor.get('/v1/holds?scope=channel&lifted=true'), 200).json.items
    const last = all.find(({ id }: { id: string }) => id === first.id)
    assert.deepEqual([last.liftedBy, last.behind], ['First admin', null])
    const events = await stage.deps.db.event.findMany({ where: { subjectId: first.id }, orderBy: { id: 'asc' } })
    assert.deepEqual(
      events.map(({ kind, reason, actor }) => [kind, reason, actor]),
      [
        ['hold.placed', 'First', 'First admin'],
        ['hold.lifted', 'Cleared', 'First admin'],
      ],
    )
  })

  it('many who press and lift at once leave one hold or none, and nobody an error of ours', async () => {
    const path = '/v1/hosts/busy.example/hold'
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => (n % 3 === 2 ? lift(path) : stage.admin.put(path, { reason: `Press ${n}` }))),
    )
    assert.ok(answers.every(({ status }) => [200, 201, 404].includes(status)))
    assert.ok((await stage.deps.db.hold.count({ where: { subject: 'busy.example', liftedAt: null } })) <= 1)
    await lift(path)
  })

  it('admins hold, editors only a publication, submitters nothing; what is not there is 404', async () => {
    const reason = { reason: 'Why not' }
    const id = await release()
    expectStatus(await stage.editor.put('/v1/wire/hold', reason), 403)
    expectStatus(await stage.submitter.get('/v1/holds'), 403)
    expectStatus(await stage.admin.put('/v1/wire/hold', {}), 422)
    expectStatus(await stage.admin.delete('/v1/wire/hold'), 422)
    for (const host of ['https:%2F%2Foutlet.example', 'desk@outlet.example', 'not..host', 'two%20words']) {
      expectStatus(await stage.admin.put(`/v1/hosts/${host}/hold`, { reason: 'Not a host' }), 404)
    }
    const dotted = await stage.admin.put('/v1/hosts/Ou%C3%BCtlet.Example.:8443/hold', { reason: 'As a name may end' })
    assert.equal(expectStatus(dotted, 201).json.subject, 'xn--outlet-4ya.example:8443')
    expectStatus(await stage.admin.delete('/v1/hosts/xn--outlet-4ya.example:8443/hold?reason=Over'), 200)
    expectStatus(await stage.admin.put(`/v1/accounts/${id}/hold`, reason), 404)
    expectStatus(await stage.admin.put(`/v1/issuers/${id}/hold`, reason), 404)
    expectStatus(await stage.admin.put(`/v1/outlet-lists/${id}/hold`, reason), 404)
    expectStatus(await stage.admin.put('/v1/channels/pigeon/hold', reason), 404)
    expectStatus(await stage.editor.put(`/v1/releases/${id}/publication/hold`, reason), 404)
    expectStatus(await stage.publish(id, { releaseAt: new Date(clock.now().getTime() + 3_600_000).toISOString() }), 202)
    expectStatus(await stage.submitter.put(`/v1/releases/${id}/publication/hold`, reason), 403)
    expectStatus(await stage.editor.put(`/v1/releases/${id}/versions/1/publication/hold`, reason), 201)
    const { holds, publication } = await status(id)
    assert.deepEqual([holds.length, publication], [1, 'scheduled'])
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
    const events = (await stage.submitter.get(`/v1/releases/${id}/events?limit=200`)).json.items
    assert.ok(events.some(({ kind }: { kind: string }) => kind === 'hold.placed'))
  })
})
