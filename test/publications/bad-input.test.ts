import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type Answer, expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'

describe('publishing what cannot be published', () => {
  let stage: Stage
  let listId: string
  before(async () => {
    stage = await startStage()
    listId = (await stage.list([{}])).id
  })
  after(() => stage.close())

  const refused = async (answer: Answer, status: number, problem: string) => {
    assert.equal(expectStatus(answer, status).problem, problem)
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    assert.ok(answer.json.detail.length > 20)
  }
  const target = () => ({ language: 'en', outletListId: listId })

  it('409 a version that is not approved', async () => {
    const created = await stage.submitter.post('/v1/releases', {
      issuerIds: [stage.issuerId],
      source: { kind: 'issuer' },
      editions: [edition('en', '<p>Not yet approved.</p>')],
      targets: [target()],
    })
    const { id } = expectStatus(created, 201).json
    await refused(await stage.publish(id), 409, 'wrong-state')
    await refused(await stage.submitter.get(`/v1/releases/${id}/publication`), 404, 'not-found')
  })

  it('409 a version that was published before; nothing is sent twice', async () => {
    const id = await stage.approved({ targets: [target()] })
    expectStatus(await stage.publish(id), 202)
    await stage.deps.db.publication.updateMany({ where: { releaseId: id }, data: { state: 'released' } })
    await refused(await stage.publish(id), 409, 'wrong-state')
    assert.equal(await stage.deps.db.publication.count({ where: { releaseId: id } }), 1)
  })

  it('two publications at once make one', async () => {
    const id = await stage.approved({ targets: [target()], releaseAt: '2099-01-01T00:00:00Z' })
    const answers = await Promise.all(Array.from({ length: 5 }, () => stage.publish(id)))
    assert.ok(answers.every(({ status }) => status === 202))
    assert.equal(await stage.deps.db.publication.count({ where: { releaseId: id } }), 1)
    assert.equal(await stage.deps.db.dispatch.count({ where: { publication: { releaseId: id } } }), 1)
  })

  it('422 an instant in the past', async () => {
    const id = await stage.approved({ targets: [target()] })
    await refused(await stage.publish(id, { releaseAt: '2020-01-01T00:00:00Z' }), 422, 'instant-past')
  })

  it('422 an unknown time zone, an offset that contradicts it, a local time', async () => {
    const id = await stage.approved({ targets: [target()] })
    for (const releaseAt of [
      '2099-01-01T09:00:00+04:00[Asia/Nowhere]',
      '2099-01-01T09:00:00+05:00[Asia/Dubai]',
      '2099-01-01T09:00:00',
    ]) {
      const answer = await stage.publish(id, { releaseAt })
      await refused(answer, 422, 'invalid')
      assert.equal(answer.json.errors[0].pointer, '/releaseAt')
    }
  })

  it('422 an embargo that ends before the release', async () => {
    const id = await stage.approved({ targets: [target()] })
    const answer = await stage.publish(id, { releaseAt: '2099-01-02T00:00:00Z', embargoUntil: '2099-01-01T00:00:00Z' })
    await refused(answer, 422, 'invalid')
  })

  it('422 a target without an edition in its language', async () => {
    const id = await stage.approved({ targets: [target()] })
    const answer = await stage.publish(id, { targets: [target(), { language: 'ar', outletListId: listId }] })
    await refused(answer, 422, 'edition-missing')
    assert.equal(answer.json.errors[0].pointer, '/targets/1/language')
  })

  it('422 a list that reaches nobody, with the address that tells why', async () => {
    const empty = await stage.list([])
    const id = await stage.approved({ targets: [target()] })
    const answer = await stage.publish(id, { targets: [{ language: 'en', outletListId: empty.id }] })
    await refused(answer, 422, 'empty-target')
    assert.match(answer.json.detail, new RegExp(`/v1/outlet-lists/${empty.id}/preview`))
  })

  it('422 an unknown list, and a private list of another account alike', async () => {
    const id = await stage.approved({ targets: [target()] })
    const other = await stage.client('submitter')
    const secret = expectStatus(
      await stage.admin.post('/v1/outlet-lists', { name: 'Theirs', visibility: 'owner', ownerAccountId: other.accountId }),
      201,
    )
    const details = []
    for (const outletListId of [randomUUID(), secret.json.id]) {
      const answer = await stage.publish(id, { targets: [{ language: 'en', outletListId }] })
      await refused(answer, 422, 'invalid')
      details.push(answer.json.detail)
    }
    assert.equal(details[0], details[1])
  })

  it('422 an unknown field, 400 half a body; none at all is taken as it is', async () => {
    const id = await stage.approved({ targets: [target()] })
    await refused(await stage.publish(id, { releasedAt: null }), 422, 'invalid')
    await refused(await stage.submitter.put(`/v1/releases/${id}/publication`, '{"releaseAt":'), 400, 'malformed-request')
    expectStatus(await stage.submitter.put(`/v1/releases/${id}/publication`), 202)
  })

  it('404 somebody else’s release, told like a missing one', async () => {
    const id = await stage.approved({ targets: [target()], releaseAt: '2099-01-01T00:00:00Z' })
    expectStatus(await stage.publish(id), 202)
    const other = await stage.client('submitter')
    const details = []
    for (const theirs of [id, randomUUID()]) {
      for (const [method, path] of [
        ['PUT', 'publication'],
        ['GET', 'publication'],
        ['DELETE', 'publication'],
        ['GET', 'status'],
        ['GET', 'deliveries'],
        ['GET', 'deliveries.csv'],
        ['GET', `deliveries/${randomUUID()}`],
        ['POST', 'redeliveries'],
      ] as const) {
        const body = method === 'PUT' || method === 'POST' ? {} : undefined
        const answer = await other.send(method, `/v1/releases/${theirs}/${path}`, body)
        await refused(answer, 404, 'not-found')
        details.push(`${method} ${path} ${answer.json.detail}`)
      }
    }
    assert.deepEqual(
      details.slice(0, details.length / 2).map((line) => line.replace(/[0-9a-f-]{36}/, '')),
      details.slice(details.length / 2).map((line) => line.replace(/[0-9a-f-]{36}/, '')),
    )
    assert.equal((await stage.submitter.get(`/v1/releases/${id}/publication`)).json.state, 'scheduled')
  })

  it('403 an auditor, who changes nothing', async () => {
    const id = await stage.approved({ targets: [target()] })
    const auditor = await stage.client('auditor')
    await refused(await auditor.put(`/v1/releases/${id}/publication`, {}), 403, 'forbidden')
    expectStatus(await auditor.get(`/v1/releases/${id}/status`), 200)
  })
})
