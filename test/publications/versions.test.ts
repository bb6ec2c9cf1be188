import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { simpleParser } from 'mailparser'
import { expandDispatch } from '../../src/publications/expand.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { approveNext, kill, newText, publishNext, rowsOf, untilVersion } from './next-version.ts'

const isFinished = (now: { finished: boolean }) => now.finished

describe('a later version', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage({ keep: true })
    await stage.work()
  })
  after(() => stage.close())

  const target = (outletListId: string, language = 'en') => ({ language, outletListId })
  const out = async (release: Parameters<Stage['approved']>[0]) => {
    const id = await stage.approved(release)
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, isFinished)
    return id
  }

  it('reaches whoever was sent an earlier one, whatever became of the lists since, and its own targets; the rest is on the list for the phone', async () => {
    const list = await stage.list([{}, {}, { channel: 'email' }, {}, { behave: 'refuse' }])
    const [stays, removed, suppressed, archived, refused] = list.outletIds
    const id = await out({ targets: [target(list.id)] })
    const { admin, editor } = stage
    for (const outletId of [removed, refused])
      expectStatus(await admin.delete(`/v1/outlet-lists/${list.id}/members/outlets/${outletId}`), 204)
    const { address } = (await admin.get(`/v1/endpoints/${list.endpointIds[2]}`)).json
    expectStatus(await admin.post('/v1/suppressions', { address, channel: 'email', reason: 'complaint' }), 201)
    expectStatus(await admin.delete(`/v1/endpoints/${list.endpointIds[3]}`), 204)
    const more = await stage.list([{}])
    const answer = await publishNext(stage, id, newText(stage, { targets: [target(list.id), target(more.id)] }))
    assert.deepEqual(
      answer.json.targets
        .map((one: { outletListId: string | null; outletListName: string }) => [one.outletListId, one.outletListName])
        .at(-1),
      [null, 'Sent earlier versions'],
    )
    const status = await stage.until(id, isFinished)
    const rows = await rowsOf(stage, id, 2)
    const stateOf = (outletId: string | undefined) => rows.find((row) => row.outletId === outletId)?.state
    assert.deepEqual([stays, removed, suppressed, archived, refused, more.outletIds[0]].map(stateOf), [
      'delivered',
      'delivered',
      'suppressed',
      'failed',
      undefined,
      'delivered',
    ])
    assert.equal(rows.length, 5)
    assert.deepEqual(
      status.targets.map(({ total }: { total: number }) => total),
      [2, 1, 2],
    )
    const unreached = expectStatus(await editor.get(`/v1/releases/${id}/unreached`), 200).json.items
    assert.deepEqual(
      unreached
        .map(({ outletId, version, why }: { outletId: string; version: number; why: string }) => [outletId, version, why])
        .sort(),
      [
        [archived, 1, 'endpoint-archived'],
        [suppressed, 1, 'suppressed'],
      ].sort(),
    )
    // What arrives says what it is: the number, the kind, and that it replaces what came before.
    const texts = stage.hooks.received.flatMap(({ body }) => (body ? [JSON.parse(body.toString())] : []))
    const corrected = texts.filter(({ uri, version }) => uri.includes(id) && version === '2')
    assert.equal(corrected.length, 3)
    const line = 'Correction: This text replaces every earlier version of this release.'
    assert.equal(corrected[0].edNote, line)
    assert.ok(corrected[0].bodies.every(({ value }: { value: string }) => value.includes(line)))
    assert.equal(corrected[0].pubStatus, 'usable')
  })

  it('goes in the language in which the earlier one was sent; 422 where it says nothing in one of them', async () => {
    const english = await stage.list([{ languages: ['en'] }])
    const arabic = await stage.list([{ languages: ['ar'], channel: 'email' }])
    const id = await out({ targets: [target(english.id), target(arabic.id, 'ar')] })
    await approveNext(stage, id, newText(stage, {}, ['en']))
    const refused = await stage.publish(id)
    assert.deepEqual([refused.status, refused.problem], [422, 'edition-missing'])
    assert.match(refused.json.detail, /went out in ar,/)
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/submission`), 200)
    const { kind: _, reason: __, ...draft } = newText(stage, {}, ['ar', 'en'])
    const changed = expectStatus(await stage.submitter.put(`/v1/releases/${id}`, draft, { 'if-match': '*' }), 200)
    expectStatus(await stage.submitter.put(`/v1/releases/${id}/submission`), 200)
    expectStatus(await stage.editor.put(`/v1/releases/${id}/approval`, { hash: changed.json.revision.hash }), 200)
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, isFinished)
    const rows = await rowsOf(stage, id, 2)
    assert.deepEqual(
      rows.map((row) => `${row.outletId} ${row.state}`).sort(),
      [`${english.outletIds[0]} delivered`, `${arabic.outletIds[0]} delivered`].sort(),
    )
    const mail = await simpleParser(stage.mail.received.at(-1)?.raw ?? '')
    assert.equal(mail.subject, 'تصويب: Headline in ar')
    assert.match(String(mail.text), /^تصويب: يحل هذا النص/)
    assert.match(String(mail.html), /<strong>تصويب: يحل هذا النص/)
  })

  it('422 under an embargo that ends before that of an earlier one, also by giving it another hour; a kill keeps it', async () => {
    const list = await stage.list([{}])
    const embargoUntil = '2099-01-01T00:00:00.000Z'
    const id = await out({ targets: [target(list.id)], embargoUntil })
    await approveNext(stage, id, newText(stage))
    const refused = await stage.publish(id)
    assert.deepEqual([refused.problem, refused.json.errors[0].pointer], ['invalid', '/embargoUntil'])
    expectStatus(await stage.publish(id, { releaseAt: '2098-01-01T00:00:00Z', embargoUntil }), 202)
    const again = await stage.publish(id, { releaseAt: '2098-01-01T00:00:00Z', embargoUntil: '2098-06-01T00:00:00Z' })
    assert.equal(again.problem, 'invalid')
    assert.equal((await stage.editor.get(`/v1/releases/${id}/publication`)).json.embargoUntil, embargoUntil)
    const killed = await publishNext(stage, id, kill)
    assert.equal(killed.json.embargoUntil, embargoUntil)
  })

  it('of a test walks the whole way and reaches nobody', async () => {
    const list = await stage.list([{}])
    const tester = await stage.client('submitter', stage.submitter.accountId, 'test')
    const actor = { ...stage, submitter: tester, editor: tester }
    const { kind: _, reason: __, ...first } = newText(stage, { targets: [target(list.id)], reference: 'test' })
    const { id } = expectStatus(await tester.post('/v1/releases', first), 201).json
    expectStatus(await tester.put(`/v1/releases/${id}/submission`), 200)
    expectStatus(await tester.put(`/v1/releases/${id}/approval`, undefined, { 'if-match': '*' }), 200)
    expectStatus(await tester.put(`/v1/releases/${id}/publication`, {}), 202)
    const finished = async () => {
      for (;;) {
        const { headers, json } = await tester.get(`/v1/releases/${id}/status`)
        if (json.finished) return json
        await tester.get(`/v1/releases/${id}/status`, { prefer: 'wait=5', 'if-none-match': String(headers.etag) })
      }
    }
    await finished()
    const before = stage.hooks.received.length
    await publishNext(actor, id, newText(stage))
    assert.deepEqual([(await finished()).counts.delivered, stage.hooks.received.length], [1, before])
    await publishNext(actor, id, kill)
    assert.deepEqual([(await finished()).counts.delivered, stage.hooks.received.length], [1, before])
  })

  it('is no charge where it is a correction or a kill: no limit keeps what is wrong from being set right', async () => {
    const list = await stage.list([{}, {}])
    const id = await out({ targets: [target(list.id)] })
    const { accountId } = stage.submitter
    const used = async () => {
      const { json } = expectStatus(await stage.admin.get(`/v1/accounts/${accountId}/usage`), 200)
      return JSON.stringify(json)
    }
    const before = await used()
    await publishNext(stage, id, newText(stage))
    await stage.until(id, isFinished)
    await publishNext(stage, id, kill)
    await stage.until(id, isFinished)
    assert.equal(await used(), before)
  })
})

describe('a later version that is canceled', () => {
  it('before its hour changes nothing; on its way it leaves superseded what it superseded', async () => {
    const stage = await startStage()
    try {
      await stage.work()
      const list = await stage.list([{}, { behave: 'defer' }])
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id), 202)
      await stage.until(id, ({ counts }) => counts.delivered === 1 && counts.retrying === 1)
      await publishNext(stage, id, newText(stage), { releaseAt: '2099-01-01T00:00:00Z' })
      const failed = { deliveryIds: (await rowsOf(stage, id, 1)).map((row) => row.id) }
      assert.equal((await stage.submitter.post(`/v1/releases/${id}/redeliveries`, failed)).problem, 'wrong-state')
      expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
      const before = expectStatus(await stage.editor.get(`/v1/releases/${id}/versions/1/status`), 200).json
      assert.deepEqual([before.counts.superseded, before.counts.delivered], [0, 1])
      assert.equal(expectStatus(await stage.submitter.post(`/v1/releases/${id}/redeliveries`, failed), 201).json.deliveries, 0)

      expectStatus(await stage.submitter.put(`/v1/releases/${id}/publication`, { releaseAt: null }), 202)
      await untilVersion(stage, { id, number: 1 }, ({ counts }) => counts.superseded === 1)
      await stage.until(id, ({ counts }) => counts.delivered === 1 && counts.retrying === 1)
      expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
      const { counts } = await stage.until(id, isFinished)
      assert.deepEqual([counts.delivered, counts.canceled], [1, 1])
      const after = expectStatus(await stage.editor.get(`/v1/releases/${id}/versions/1/status`), 200).json
      assert.deepEqual([after.counts.superseded, after.counts.delivered, after.finished], [1, 1, true])
    } finally {
      await stage.close()
    }
  })
})

describe('a version published while the one before it is still being expanded', () => {
  it('waits for that, and goes to whoever that was to reach: of the earlier one nothing is sent', async () => {
    const stage = await startStage({ keep: true })
    try {
      const lists = await Promise.all([stage.list([{}, {}]), stage.list([{}])])
      const id = await stage.approved({ targets: lists.map((list) => ({ language: 'en', outletListId: list.id })) })
      expectStatus(await stage.publish(id), 202)
      const first = await stage.deps.db.dispatch.findFirstOrThrow({ where: { publication: { releaseId: id }, position: 0 } })
      await expandDispatch(stage.deps, first.id)
      assert.equal((await stage.editor.get(`/v1/releases/${id}/publication`)).json.state, 'releasing')
      await publishNext(stage, id, newText(stage))
      const second = { versionNumber: 2, releaseId: id }
      const next = await stage.deps.db.dispatch.findFirstOrThrow({ where: { publication: second } })
      await expandDispatch(stage.deps, next.id)
      await stage.work()
      const { counts, total } = await stage.until(id, isFinished)
      assert.deepEqual([counts.delivered, total], [3, 3])
      const versions = stage.hooks.received.map(({ body }) => JSON.parse(String(body)).version)
      assert.deepEqual(versions, ['2', '2', '2'])
      const old = (await stage.editor.get(`/v1/releases/${id}/versions/1/status`)).json
      assert.deepEqual([old.counts.superseded, old.publication, old.finished], [3, 'released', true])
    } finally {
      await stage.close()
    }
  })
})
