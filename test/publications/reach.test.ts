import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'

describe('whom a target reached', () => {
  const clock = handClock(new Date())
  let stage: Stage
  before(async () => {
    stage = await startStage({ clock })
    await stage.work()
  })
  after(() => stage.close())

  const soon = () => ({ releaseAt: new Date(clock.now().getTime() + 60_000).toISOString() })
  const targetsOf = async (id: string) => (await stage.submitter.get(`/v1/releases/${id}/publication`)).json.targets
  const preview = async (listId: string) => {
    const { json } = await stage.submitter.get(`/v1/outlet-lists/${listId}/preview?language=en`)
    const { language: _language, summary: _summary, ...figures } = json
    return figures
  }

  it('is what a preview said at its expansion, and stays so whatever becomes of the list', async () => {
    const list = await stage.list([{}, { channel: 'email', country: 'KR' }, { languages: ['ar'] }])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    const { json: scheduled } = expectStatus(await stage.publish(id, { releaseAt: '2099-01-01T00:00:00Z' }), 202)
    assert.equal(scheduled.targets[0].reach, null)
    expectStatus(await stage.publish(id, soon()), 202)
    await stage.until(id, (now) => now.targets[0]?.expanded)
    const figures = await preview(list.id)
    assert.deepEqual([figures.outlets, figures.byCountry, figures.byChannel], [2, { AE: 1, KR: 1 }, { email: 1, webhook: 1 }])
    assert.deepEqual(figures.leftOut, [{ reason: 'language', count: 1 }])
    for (const outletId of list.outletIds)
      expectStatus(await stage.admin.delete(`/v1/outlet-lists/${list.id}/members/outlets/${outletId}`), 204)
    assert.equal((await preview(list.id)).endpoints, 0)
    assert.deepEqual((await targetsOf(id))[0].reach, figures)
    clock.advance(60_000)
    const { counts } = await stage.until(id, (now) => now.finished)
    assert.equal(counts.delivered, 2, 'what was reached is written to')
    assert.deepEqual((await targetsOf(id))[0].reach, figures)
  })

  it('counts an endpoint for each target that reaches it, and the ledger once', async () => {
    const list = await stage.list([{}, {}])
    const parts = [{ outletListId: list.id, operation: 'union' }]
    const made = await stage.admin.post('/v1/outlet-lists', { name: 'Whole', visibility: 'everyone', parts })
    const whole = expectStatus(made, 201).json.id
    const id = await stage.approved({ targets: [list.id, whole].map((outletListId) => ({ language: 'en', outletListId })) })
    expectStatus(await stage.publish(id), 202)
    const { total } = await stage.until(id, (now) => now.finished)
    assert.equal(total, 2)
    assert.deepEqual(
      (await targetsOf(id)).map(({ reach }: { reach: { endpoints: number } }) => reach.endpoints),
      [2, 2],
    )
  })

  it('a bilingual endpoint gets every edition that it reads, or its first only', async () => {
    const list = await stage.list([{ languages: ['ar', 'en'] }, { languages: ['ar', 'en'] }])
    const [, first] = list.endpointIds
    expectStatus(await stage.admin.patch(`/v1/endpoints/${first}`, { editions: 'first' }, { 'if-match': '*' }), 200)
    const id = await stage.approved({ targets: ['en', 'ar'].map((language) => ({ language, outletListId: list.id })) })
    expectStatus(await stage.publish(id), 202)
    const { total } = await stage.until(id, (now) => now.finished)
    assert.equal(total, 3)
    const [en] = await targetsOf(id)
    assert.deepEqual(en.reach.leftOut, [{ reason: 'other-language-first', count: 1 }])
    const languages = await stage.deps.db.delivery.findMany({ where: { endpointId: String(first) }, select: { language: true } })
    assert.deepEqual(languages, [{ language: 'ar' }])
  })

  it('who is paused beyond the hour is left out; an earlier return counts at the hour', async () => {
    const list = await stage.list([{}, {}])
    const hour = clock.now().getTime() + 60_000
    for (const [index, outletId] of list.outletIds.entries()) {
      const pausedUntil = new Date(hour + index).toISOString()
      expectStatus(await stage.admin.patch(`/v1/outlets/${outletId}`, { pausedUntil }, { 'if-match': '*' }), 200)
    }
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id, soon()), 202)
    clock.advance(60_000)
    const { total } = await stage.until(id, (now) => now.finished)
    assert.equal(total, 1)
    assert.deepEqual((await targetsOf(id))[0].reach.leftOut, [{ reason: 'paused', count: 1 }])
  })

  it('422 empty-target for a list that was emptied between preview and publication', async () => {
    const list = await stage.list([{}])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    assert.equal((await preview(list.id)).endpoints, 1)
    const [outletId] = list.outletIds
    expectStatus(await stage.admin.delete(`/v1/outlet-lists/${list.id}/members/outlets/${outletId}`), 204)
    const answer = expectStatus(await stage.publish(id), 422)
    assert.equal(answer.problem, 'empty-target')
    assert.equal(answer.json.errors[0].pointer, '/targets/0')
  })

  it('endpoints that move and go while their list is expanded: each is in the ledger once, and judged as it is when it is sent to', async () => {
    const list = await stage.list([{ channel: 'email' }, { channel: 'email' }, { channel: 'email' }])
    const [moved, gone] = list.endpointIds
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    const before = stage.mail.received.length
    const { db, vault } = stage.deps
    const address = `moved-${moved}@elsewhere.example`
    const now = clock.now()
    await db.$transaction(async (tx) => {
      const settings = { settings: { to: address }, address, addressHash: Buffer.from(vault.hashAddress(address)) }
      await tx.endpoint.update({ where: { id: moved }, data: { ...settings, host: 'elsewhere.example' } })
      await tx.endpoint.update({ where: { id: gone }, data: { archivedAt: now } })
      expectStatus(await stage.publish(id, soon()), 202)
      await stage.until(id, (status) => status.targets[0]?.expanded)
    })
    const ledger = () => db.delivery.findMany({ where: { endpointId: { in: list.endpointIds } }, orderBy: { endpointId: 'asc' } })
    assert.deepEqual(
      (await ledger()).map(({ endpointId }) => endpointId),
      [...list.endpointIds].sort(),
    )
    clock.advance(60_000)
    await stage.until(id, (status) => status.finished)
    const states = new Map((await ledger()).map(({ endpointId, state, reason }) => [endpointId, reason ?? state]))
    assert.deepEqual(
      list.endpointIds.map((endpointId) => states.get(endpointId)),
      ['delivered', 'endpoint-archived', 'delivered'],
    )
    const to = stage.mail.received.slice(before).map((mail) => mail.to)
    assert.equal(to.filter((recipient) => recipient === address).length, 1)
    assert.equal(to.length, 2)
  })
})
