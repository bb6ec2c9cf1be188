import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'

describe('/v1/hosts', () => {
  let stage: Stage
  let host: string
  let path: string
  before(async () => {
    stage = await startStage()
    await stage.list([{}])
    host = new URL(stage.hooks.url).host
    path = `/v1/hosts/${host}`
  })
  after(() => stage.close())

  const events = () => stage.deps.db.event.findMany({ where: { subjectType: 'host', subjectId: host }, orderBy: { id: 'asc' } })

  it('200 a host that nobody has limited: no limits, closed, revision 0', async () => {
    const answer = expectStatus(await stage.admin.get(path), 200)
    assert.equal(answer.headers.etag, '"0"')
    const { atOnce, pace, breaker, waiting, revision } = answer.json
    assert.deepEqual([atOnce, pace, breaker.state, waiting, revision], [null, null, 'closed', 0, 0])
    assert.deepEqual((await stage.admin.get('/v1/hosts')).json, { items: [], nextCursor: null })
  })

  it('404 a host that no endpoint has: a limit on it would be a slip of the pen', async () => {
    expectStatus(await stage.admin.get('/v1/hosts/nobody.example:443'), 404)
    expectStatus(await stage.admin.patch('/v1/hosts/nobody.example:443', { atOnce: 1 }, { 'if-match': '*' }), 404)
    expectStatus(await stage.admin.put('/v1/hosts/nobody.example:443/breaker', { reason: 'Why not' }), 404)
    expectStatus(await stage.admin.get('/v1/hosts/not%20a%20host'), 404)
  })

  it('428 and 412 without the present ETag', async () => {
    expectStatus(await stage.admin.patch(path, { atOnce: 1 }), 428)
    expectStatus(await stage.admin.patch(path, { atOnce: 1 }, { 'if-match': '"7"' }), 412)
    assert.deepEqual(await events(), [])
  })

  it('200 limits are set, changed one by one, taken away, each on record', async () => {
    const pace = { limit: 60, seconds: 60 }
    const set = expectStatus(await stage.admin.patch(path, { atOnce: 4, pace }, { 'if-match': '"0"' }), 200)
    assert.deepEqual([set.json.atOnce, set.json.pace, set.headers.etag], [4, pace, '"1"'])
    const again = expectStatus(await stage.admin.patch(path, { atOnce: 4 }, { 'if-match': '"1"' }), 200)
    assert.equal(again.headers.etag, '"1"', 'what is so already makes no revision')
    const off = expectStatus(await stage.admin.patch(path, { pace: null }, { 'if-match': '"1"' }), 200)
    assert.deepEqual([off.json.atOnce, off.json.pace], [4, null])
    assert.deepEqual(
      (await events()).map(({ kind, data }) => [kind, data]),
      [
        ['host.changed', { before: { atOnce: null, pace: null }, after: { atOnce: 4, pace } }],
        ['host.changed', { before: { pace }, after: { pace: null } }],
      ],
    )
    expectStatus(await stage.admin.patch(path, { pace: { limit: 0, seconds: 1 } }, { 'if-match': '*' }), 422)
  })

  it('403 editors and auditors read and decide nothing; submitters do not even read', async () => {
    for (const role of ['editor', 'auditor'] as const) {
      const client = await stage.client(role)
      expectStatus(await client.get(path), 200)
      expectStatus(await client.get('/v1/hosts'), 200)
      expectStatus(await client.patch(path, { atOnce: 1 }, { 'if-match': '*' }), 403)
      expectStatus(await client.put(`${path}/breaker`, { reason: 'No' }), 403)
    }
    expectStatus(await stage.submitter.get(path), 403)
  })

  it('an admin opens a breaker and closes it, with reasons; it is found by its state', async () => {
    const opened = expectStatus(await stage.admin.put(`${path}/breaker`, { reason: 'They move house', seconds: 60 }), 200).json
    assert.deepEqual([opened.breaker.state, opened.breaker.reason], ['open', 'They move house'])
    const listed = async () =>
      (await stage.admin.get('/v1/hosts?breaker=open')).json.items.map((one: { host: string }) => one.host)
    assert.deepEqual(await listed(), [host])
    const closed = expectStatus(await stage.admin.delete(`${path}/breaker?reason=Back`), 200).json
    assert.deepEqual([closed.breaker.state, closed.breaker.openedAt, closed.revision], ['closed', null, 2])
    assert.deepEqual(await listed(), [])
    expectStatus(await stage.admin.delete(`${path}/breaker?reason=Again`), 404)
    const said = (await events()).slice(-2).map(({ kind, reason, actor }) => [kind, reason, actor])
    const { key } = (await stage.admin.get('/v1/me')).json
    assert.deepEqual(said, [
      ['host.opened', 'They move house', key.name],
      ['host.closed', 'Back', key.name],
    ])
  })

  it('pages follow each other, and a cursor that is not ours is refused', async () => {
    const now = new Date()
    const more = ['a.example', 'b.example'].map((name) => ({ host: name, createdAt: now, updatedAt: now }))
    await stage.deps.db.host.createMany({ data: more })
    const first = expectStatus(await stage.admin.get('/v1/hosts?limit=2'), 200).json
    const second = expectStatus(await stage.admin.get(`/v1/hosts?limit=2&cursor=${first.nextCursor}`), 200).json
    const names = [...first.items, ...second.items].map((one: { host: string }) => one.host)
    assert.deepEqual([names, second.nextCursor], [[host, 'a.example', 'b.example'], null])
    expectStatus(await stage.admin.get('/v1/hosts?cursor=IA'), 422)
  })
})
