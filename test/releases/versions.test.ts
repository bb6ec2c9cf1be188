import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { kill, newText } from '../publications/next-version.ts'

describe('the next version of a release', () => {
  let stage: Stage
  let listId: string
  before(async () => {
    stage = await startStage()
    await stage.work()
    listId = (await stage.list([{ languages: ['en', 'ar'] }])).id
  })
  after(() => stage.close())

  const targets = () => [{ language: 'en', outletListId: listId }]
  /** A release whose first version went out. */
  const out = async (rest: object = {}) => {
    const id = await stage.approved({ targets: targets(), ...rest })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, (now) => now.finished)
    return id
  }
  const post = (id: string, body: object, headers?: Record<string, string>) =>
    stage.submitter.post(`/v1/releases/${id}/versions`, body, headers)

  it('201 a draft of version 2 with Location and ETag; version 1 is read as it was; the event says who and why', async () => {
    const id = await out()
    const first = (await stage.submitter.get(`/v1/releases/${id}/versions/1`)).json
    const answer = expectStatus(await post(id, newText(stage)), 201)
    const { version, kind, state, reason, revision, publication } = answer.json
    assert.deepEqual([version, kind, state, reason, revision.number], [2, 'correction', 'draft', 'It was wrong.', 1])
    assert.equal(publication, null)
    assert.equal(answer.headers.location, `/v1/releases/${id}/versions/2`)
    const read = expectStatus(await stage.submitter.get(`/v1/releases/${id}`), 200)
    assert.deepEqual([read.headers.etag, read.json.version], [answer.headers.etag, 2])
    const listed = (await stage.submitter.get(`/v1/releases/${id}/versions`)).json.items
    assert.deepEqual(
      listed.map(({ number, kind, reason }: { number: number; kind: string; reason: string }) => [number, kind, reason]),
      [
        [1, 'original', null],
        [2, 'correction', 'It was wrong.'],
      ],
    )
    assert.deepEqual((await stage.submitter.get(`/v1/releases/${id}/versions/1`)).json, first)
    const [event] = (await stage.submitter.get(`/v1/releases/${id}/events?limit=2`)).json.items.filter(
      (entry: { kind: string }) => entry.kind === 'release.version-created',
    )
    assert.deepEqual([event.reason, event.data.version, event.data.kind], ['It was wrong.', 2, 'correction'])
  })

  it('is edited, submitted and approved as the first was', async () => {
    const id = await out()
    const made = expectStatus(await post(id, newText(stage, { kind: 'update' })), 201)
    const { kind: _, reason: __, ...draft } = newText(stage, { urgency: 2 })
    const put = (etag: unknown) => stage.submitter.put(`/v1/releases/${id}`, draft, { 'if-match': String(etag) })
    const changed = expectStatus(await put(made.headers.etag), 200)
    assert.deepEqual([changed.json.version, changed.json.urgency, changed.json.kind], [2, 2, 'update'])
    assert.equal((await put(made.headers.etag)).problem, 'precondition-failed')
    expectStatus(await stage.submitter.put(`/v1/releases/${id}/submission`), 200)
    assert.equal((await stage.editor.put(`/v1/releases/${id}/approval`, { hash: made.json.revision.hash })).status, 412)
    expectStatus(await stage.editor.put(`/v1/releases/${id}/approval`, { hash: changed.json.revision.hash }), 200)
  })

  it('409 while nothing has gone out: a draft, approved, scheduled only', async () => {
    const id = await stage.approved({ targets: targets(), releaseAt: '2099-01-01T00:00:00Z' })
    assert.equal((await post(id, newText(stage))).problem, 'wrong-state')
    expectStatus(await stage.publish(id), 202)
    assert.equal((await post(id, newText(stage))).problem, 'wrong-state')
    const answer = await stage.editor.post(`/v1/releases/${id}/versions`, kill)
    assert.equal(answer.problem, 'wrong-state')
    assert.match(answer.json.detail, /cancel the publication/)
  })

  it('409 a second unfinished one, also where both come at once; one with the same Idempotency-Key is the same one', async () => {
    const id = await out()
    const both = await Promise.all([post(id, newText(stage)), post(id, newText(stage, { kind: 'update' }))])
    assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409])
    assert.equal((await post(id, newText(stage))).problem, 'wrong-state')

    const other = await out()
    const same = await Promise.all([1, 2].map(() => post(other, newText(stage), { 'idempotency-key': `v-${other}` })))
    assert.deepEqual(
      same.map(({ status, json }) => [status, json.version]),
      [
        [201, 2],
        [201, 2],
      ],
    )
  })

  it('409 while the next one waits for its hour; a declined one makes room', async () => {
    const id = await out()
    const made = expectStatus(await post(id, newText(stage, { releaseAt: '2099-01-01T00:00:00Z' })), 201)
    expectStatus(await stage.submitter.put(`/v1/releases/${id}/submission`), 200)
    expectStatus(await stage.editor.put(`/v1/releases/${id}/approval`, { hash: made.json.revision.hash }), 200)
    expectStatus(await stage.publish(id), 202)
    assert.match((await post(id, newText(stage))).json.detail, /cancel its publication/)
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/submission`), 200)
    expectStatus(await stage.submitter.put(`/v1/releases/${id}/submission`), 200)
    expectStatus(await stage.editor.put(`/v1/releases/${id}/decline`, { reason: 'No.' }), 200)
    assert.equal(expectStatus(await post(id, newText(stage)), 201).json.version, 3)
  })

  it('422 what a release may not say either, a kill without a reason, a kind that there is not', async () => {
    const id = await out()
    assert.equal((await post(id, newText(stage, { editions: [] }))).status, 422)
    assert.equal((await post(id, newText(stage, { editions: [edition('en', '<script>x()</script>')] }))).problem, 'empty-body')
    assert.equal((await post(id, { kind: 'kill' })).status, 422)
    assert.equal((await post(id, { ...kill, targets: targets() })).status, 422)
    assert.equal((await post(id, newText(stage, { kind: 'original' }))).status, 422)
    assert.equal(
      (await post(id, { ...kill, texts: [{ language: 'de', text: 'Nein.' }] })).json.errors[0].pointer,
      '/texts/0/language',
    )
    assert.equal((await stage.submitter.get(`/v1/releases/${id}`)).json.version, 1)
  })

  it('404 to another account; 403 to an editor who would correct it: the text is the issuer’s', async () => {
    const id = await out()
    const other = await stage.client('submitter')
    assert.equal((await other.post(`/v1/releases/${id}/versions`, kill)).status, 404)
    assert.equal((await other.get(`/v1/releases/${id}/in-flight`)).status, 404)
    assert.equal((await stage.editor.post(`/v1/releases/${id}/versions`, newText(stage))).status, 403)
    const tester = await stage.client('submitter', stage.submitter.accountId, 'test')
    assert.equal((await tester.post(`/v1/releases/${id}/versions`, kill)).status, 404)
  })

  it('a kill says the wire’s words in every language that went out, or what is given; nobody has to submit it', async () => {
    const id = await out({ targets: [...targets(), { language: 'ar', outletListId: listId }] })
    const made = expectStatus(await post(id, { ...kill, texts: [{ language: 'en', text: 'Withdrawn by ACME.' }] }), 201)
    assert.deepEqual([made.json.state, made.json.kind, made.json.urgency, made.json.targets.length], ['submitted', 'kill', 1, 0])
    const said = made.json.editions.map((one: { language: string; headline: string; body: { html: string } }) => [
      one.language,
      one.headline,
      one.body.html,
    ])
    assert.deepEqual(said, [
      ['en', 'Headline in en', '<p>Withdrawn by ACME.</p>'],
      ['ar', 'Headline in ar', '<p>سُحب هذا البيان. يُرجى عدم نشره وحذف ما نُشر منه.</p>'],
    ])
    assert.match((await post(id, kill)).json.detail, /a kill already/)
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/submission`), 200)
    const {
      kind: _,
      reason: __,
      ...draft
    } = newText(stage, { targets: targets(), releaseAt: '2099-01-01T00:00:00Z' }, ['en', 'ar'])
    const refused = await stage.submitter.put(`/v1/releases/${id}`, draft, { 'if-match': String(made.headers.etag) })
    assert.deepEqual(
      refused.json.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/targets', '/releaseAt'],
    )
    expectStatus(await stage.submitter.put(`/v1/releases/${id}/submission`), 200)
  })

  it('an editor’s kill is approved at once and puts an unfinished version aside; a trusted account’s, too', async () => {
    const id = await out()
    expectStatus(await post(id, newText(stage)), 201)
    const made = expectStatus(await stage.editor.post(`/v1/releases/${id}/versions`, kill), 201)
    assert.deepEqual([made.json.version, made.json.state], [3, 'approved'])
    const aside = (await stage.editor.get(`/v1/releases/${id}/versions/2`)).json
    assert.deepEqual([aside.state, aside.stateReason], ['declined', 'A kill takes its place.'])

    const other = await out()
    await stage.deps.db.account.update({ where: { id: stage.submitter.accountId }, data: { trusted: true } })
    assert.equal(expectStatus(await post(other, kill), 201).json.state, 'approved')
    await stage.deps.db.account.update({ where: { id: stage.submitter.accountId }, data: { trusted: false } })
  })
})
