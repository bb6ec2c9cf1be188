import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { approveNext, kill, newText, publishNext, type Row, rowsOf } from './next-version.ts'

const isFinished = (now: { finished: boolean }) => now.finished

describe('a kill', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage({ keep: true })
    await stage.work()
  })
  after(() => stage.close())

  it('stops the queue at once, lists what is in flight, and goes to whoever was sent anything', async () => {
    const list = await stage.list([{}, {}, { behave: 'defer' }, { behave: 'stall' }])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, ({ counts }) => counts.delivered === 2 && counts.retrying === 1 && counts.sending === 1)
    const [delivered, , deferred, stalled] = list.outletIds
    await approveNext(stage, id, kill)
    const refused = await stage.editor.put(`/v1/releases/${id}/publication`, { releaseAt: '2099-01-01T00:00:00Z' })
    assert.deepEqual([refused.problem, refused.json.errors[0].pointer], ['invalid', '/releaseAt'])
    expectStatus(await stage.editor.put(`/v1/releases/${id}/publication`, {}), 202)
    // In the answer's own transaction: nothing of the first version waits any more.
    const { counts } = expectStatus(await stage.editor.get(`/v1/releases/${id}/versions/1/status`), 200).json
    assert.deepEqual([counts.superseded, counts.retrying, counts.pending, counts.delivered], [1, 0, 0, 2])
    const flying = expectStatus(await stage.submitter.get(`/v1/releases/${id}/versions/2/in-flight`), 200).json.items
    assert.deepEqual(
      flying.map((row: Row) => [row.outletId, row.version]),
      [[stalled, 1]],
    )
    const status = await stage.until(id, ({ counts }) => counts.delivered >= 2)
    assert.equal(status.total, 3)
    const rows = await rowsOf(stage, id, 2)
    assert.ok(rows.some(({ outletId }) => outletId === delivered) && rows.some(({ outletId }) => outletId === stalled))
    assert.ok(!rows.some(({ outletId }) => outletId === deferred), 'who refused every attempt holds nothing')
    const notice = stage.hooks.received.flatMap(({ body }) => (body ? [JSON.parse(body.toString())] : [])).at(-1)
    assert.deepEqual([notice.pubStatus, notice.version], ['canceled', '2'])
    assert.match(notice.edNote, /^Notice to disregard: This release is withdrawn\./)
  })

  it('goes to whoever may have been sent a mail whose relay broke off after it had it', async () => {
    const list = await stage.list([{ behave: 'defer' }, { behave: 'defer' }])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, ({ counts }) => counts.retrying === 2)
    const [unheard] = await rowsOf(stage, id, 1)
    await stage.deps.db.$executeRaw`UPDATE attempts SET reason = 'relay-unheard' WHERE delivery_id = ${unheard?.id}::uuid`
    await publishNext(stage, id, kill)
    await stage.until(id, ({ version, total }) => version === 2 && total > 0)
    assert.deepEqual(
      (await rowsOf(stage, id, 2)).map(({ outletId }) => outletId),
      [unheard?.outletId],
    )
  })

  it('cancels a version that waits for its hour, for good: 409 to publish it, to make another, to kill again', async () => {
    const list = await stage.list([{}])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, isFinished)
    await publishNext(stage, id, newText(stage), { releaseAt: '2099-01-01T00:00:00Z' })
    await publishNext(stage, id, kill)
    const second = expectStatus(await stage.editor.get(`/v1/releases/${id}/versions/2/publication`), 200).json
    assert.equal(second.state, 'canceled')
    assert.equal((await stage.editor.put(`/v1/releases/${id}/versions/2/publication`, {})).problem, 'wrong-state')
    for (const body of [newText(stage), newText(stage, { kind: 'update' }), kill]) {
      const answer = await stage.submitter.post(`/v1/releases/${id}/versions`, body)
      assert.deepEqual([answer.status, answer.problem], [409, 'wrong-state'])
      assert.match(answer.json.detail, /killed, and stays so/)
    }
    await stage.until(id, isFinished)
    assert.equal((await stage.editor.put(`/v1/releases/${id}/publication`, {})).problem, 'wrong-state')
  })

  it('of a submitter waits for an editor, and goes then', async () => {
    const list = await stage.list([{}])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, isFinished)
    const made = expectStatus(await stage.submitter.post(`/v1/releases/${id}/versions`, kill), 201)
    assert.equal((await stage.publish(id)).problem, 'wrong-state')
    expectStatus(await stage.editor.put(`/v1/releases/${id}/approval`, { hash: made.json.revision.hash }), 200)
    expectStatus(await stage.publish(id), 202)
    assert.equal((await stage.until(id, isFinished)).counts.delivered, 1)
  })

  it('that is held has stopped the queue all the same', async () => {
    const list = await stage.list([{}, { behave: 'defer' }])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, ({ counts }) => counts.delivered === 1 && counts.retrying === 1)
    const path = `/v1/accounts/${stage.submitter.accountId}/hold`
    expectStatus(await stage.admin.put(path, { reason: 'Look first' }), 201)
    await publishNext(stage, id, kill)
    await stage.until(id, ({ publication }) => publication === 'held')
    assert.equal((await stage.editor.get(`/v1/releases/${id}/versions/1/status`)).json.counts.superseded, 1)
    expectStatus(await stage.admin.delete(`${path}?reason=Looked`), 200)
    const { counts } = await stage.until(id, isFinished)
    assert.deepEqual([counts.delivered, counts.superseded], [1, 0])
  })
})
