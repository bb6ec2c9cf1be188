import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { approve, german, handIn, kindsOf, order, putSeen, reviewed, revise } from './factories.ts'

describe('a translation by people', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
    const glossary = { glossary: ['Acme', 'SunTrack'] }
    expectStatus(await stage.admin.patch(`/v1/issuers/${stage.issuerId}`, glossary, { 'if-match': '*' }), 200)
  })
  after(() => stage.close())

  it('is ordered, drafted, reviewed and delivered: an edition of the next revision, and every step an event', async () => {
    const { submitter, editor } = stage
    const release = await handIn(stage)
    const path = await order(stage, release, { dueAt: new Date(Date.now() + 86_400_000).toISOString() })
    const ordered = expectStatus(await editor.get(path), 200).json
    assert.deepEqual(
      [ordered.state, ordered.sourceLanguage, ordered.draft, ordered.glossary],
      ['requested', 'en', null, ['Acme', 'SunTrack']],
    )
    assert.deepEqual(ordered.paragraphs, [
      { source: 'Acme opened 12 stations today.', draft: null },
      { source: 'They cost 5 million euros.', draft: null },
    ])
    const drafted = expectStatus(await putSeen(submitter, path, 'draft', german), 200).json
    assert.deepEqual([drafted.state, drafted.machine, drafted.stale], ['drafted', false, false])
    assert.deepEqual([drafted.missingNames, drafted.figures], [[], []])
    assert.deepEqual(drafted.paragraphs[1], { source: 'They cost 5 million euros.', draft: 'Sie kosten 5 Millionen Euro.' })
    assert.equal((await putSeen(submitter, path, 'delivery')).problem, 'wrong-state')
    assert.equal(expectStatus(await putSeen(editor, path, 'review'), 200).json.state, 'reviewed')
    assert.equal(expectStatus(await submitter.put(`${path}/delivery`), 200).json.state, 'delivered')
    const { json } = expectStatus(await submitter.get(release.path), 200)
    assert.deepEqual(
      [json.revision.number, json.editions.map(({ language }: { language: string }) => language)],
      [2, ['en', 'de']],
    )
    const [, delivered] = json.editions
    assert.deepEqual([delivered.headline, delivered.body.content], [german.headline, german.body.content])
    assert.equal(delivered.machineTranslated, false)
    assert.deepEqual(
      (await kindsOf(stage, release)).filter((kind) => kind !== 'release.read'),
      [
        'release.created',
        ...['requested', 'drafted', 'reviewed'].map((step) => `translation.${step}`),
        'release.revised',
        'translation.delivered',
      ],
    )
    const { items } = expectStatus(await submitter.get(`${release.path}/translations`), 200).json
    assert.deepEqual(
      items.map(({ state }: { state: string }) => state),
      ['delivered'],
    )
  })

  it('leaves notes to desks and addresses of the other editions as they are, and brings a note of its own', async () => {
    const { submitter, editor } = stage
    const own = { deskNote: 'Interviews from 9:00.', canonicalUrl: 'https://acme.example/en/1' }
    const release = await handIn(stage, { editions: [{ ...edition('en', '<p>Acme opened 12 stations today.</p>'), ...own }] })
    const path = await order(stage, release)
    assert.equal(expectStatus(await submitter.get(path), 200).json.source.deskNote, own.deskNote)
    const draft = { ...german, body: { format: 'html', content: '<p>Acme hat heute 12 Stationen eröffnet.</p>' } }
    expectStatus(await putSeen(submitter, path, 'draft', { ...draft, deskNote: 'Interviews ab 9:00 Uhr.' }), 200)
    expectStatus(await putSeen(editor, path, 'review'), 200)
    expectStatus(await submitter.put(`${path}/delivery`), 200)
    const { editions } = expectStatus(await submitter.get(release.path), 200).json
    assert.deepEqual(
      editions.map(({ deskNote, canonicalUrl }: { deskNote: string; canonicalUrl: string | null }) => [deskNote, canonicalUrl]),
      [
        [own.deskNote, own.canonicalUrl],
        ['Interviews ab 9:00 Uhr.', null],
      ],
    )
  })

  it('the answer to its order has the ETag that a draft is handed in with, and so has a repeat; 428 an edit or a review without', async () => {
    const { submitter, editor } = stage
    const release = await handIn(stage)
    const key = { 'idempotency-key': release.id }
    const first = expectStatus(await submitter.post(`${release.path}/translations`, { language: 'de' }, key), 201)
    const path = String(first.headers.location)
    assert.ok(first.headers.etag)
    assert.equal(expectStatus(await submitter.get(path), 200).headers.etag, first.headers.etag)
    assert.equal(expectStatus(await submitter.put(`${path}/draft`, german), 428).problem, 'precondition-required')
    const again = expectStatus(await submitter.post(`${release.path}/translations`, { language: 'de' }, key), 201)
    assert.equal(again.headers.etag, first.headers.etag)
    const seen = { 'if-match': String(again.headers.etag) }
    const drafted = expectStatus(await submitter.put(`${path}/draft`, german, seen), 200)
    assert.equal(expectStatus(await editor.put(`${path}/review`), 428).problem, 'precondition-required')
    expectStatus(await editor.put(`${path}/review`, {}, seen), 412)
    expectStatus(await editor.put(`${path}/review`, {}, { 'if-match': String(drafted.headers.etag) }), 200)
  })

  it('shows the names and the figures that the draft does not share with its source', async () => {
    const release = await handIn(stage)
    const path = await order(stage, release)
    const content = '<p>Akme hat heute 21 Stationen eröffnet.</p><p>Sie kosten 5 Millionen Euro.</p>'
    const wrong = { ...german, headline: 'Zwölf Stationen', body: { format: 'html', content } }
    const { missingNames, figures } = expectStatus(await putSeen(stage.submitter, path, 'draft', wrong), 200).json
    assert.deepEqual(
      missingNames.map(({ name }: { name: string }) => name),
      ['Acme'],
    )
    assert.match(JSON.stringify(figures), /21 Stationen/)
  })

  it('is stale with the difference once its source has changed; a review must say that it was seen', async () => {
    const { submitter, editor } = stage
    const release = await handIn(stage)
    const path = await reviewed(stage, release)
    const before = expectStatus(await editor.get(path), 200).headers.etag
    const content = '<p>Acme opened 12 stations today.</p><p>They cost 6 million euros.</p>'
    await revise(stage, release, { editions: [{ ...edition('en', content), headline: 'Another headline' }] })
    const { json } = expectStatus(await editor.get(path), 200)
    assert.equal(json.stale, true)
    assert.deepEqual(json.changes, [
      { field: 'headline', before: 'Headline in en', after: 'Another headline' },
      { field: 'body', before: 'They cost 5 million euros.', after: 'They cost 6 million euros.' },
    ])
    assert.match(JSON.stringify(json.source.body), /5 million/)
    const listed = expectStatus(await editor.get(`${release.path}/translations`), 200).json.items
    assert.equal(listed[0].stale, true)
    const delivery = await submitter.put(`${path}/delivery`)
    assert.deepEqual([delivery.status, delivery.problem], [409, 'translation-stale'])
    assert.equal((await editor.put(`${path}/review`, { stale: true }, { 'if-match': String(before) })).status, 412)
    assert.equal((await putSeen(editor, path, 'review')).problem, 'translation-stale')
    const seen = expectStatus(await putSeen(editor, path, 'review', { stale: true }), 200).json
    assert.deepEqual([seen.state, seen.stale, seen.changes], ['reviewed', false, []])
    expectStatus(await submitter.put(`${path}/delivery`), 200)
  })

  it('another draft takes the source as it is now', async () => {
    const release = await handIn(stage)
    const path = await reviewed(stage, release)
    await revise(stage, release, { editions: [edition('en', '<p>Acme opened 13 stations today.</p>')] })
    const body = { format: 'text', content: 'Acme hat heute 13 Stationen eröffnet.' }
    const { json } = expectStatus(await putSeen(stage.submitter, path, 'draft', { ...german, body }), 200)
    assert.deepEqual([json.state, json.stale, json.reviewedBy], ['drafted', false, null])
  })

  it('409 translation-stale, delivered for a version that was published, and for one that another has followed', async () => {
    const list = await stage.list([{}])
    const targets = [{ language: 'en', outletListId: list.id }]
    const release = await handIn(stage, { targets })
    const path = await reviewed(stage, release)
    await approve(stage, release)
    expectStatus(await stage.publish(release.id), 202)
    const published = await stage.submitter.put(`${path}/delivery`)
    assert.deepEqual([published.status, published.problem], [409, 'translation-stale'])
    assert.match(published.json.detail, /^Version 1 was published/)
    assert.equal((await stage.submitter.post(`${release.path}/translations`, { language: 'fr' })).problem, 'wrong-state')
    await stage.work()
    await stage.until(release.id, ({ finished }) => finished)
    const next = { ...release.body, kind: 'update', reference: 'The next one' }
    expectStatus(await stage.submitter.post(`${release.path}/versions`, next), 201)
    const followed = await stage.submitter.put(`${path}/delivery`)
    assert.match(followed.json.detail, /^There is a later version than 1/)
    assert.equal((await putSeen(stage.submitter, path, 'draft', german)).problem, 'translation-stale')
    // The next version has its own.
    assert.match(await order(stage, release), /translations/)
  })

  it('409 wrong-state, delivered while the version is under review; it waits for the draft', async () => {
    const release = await handIn(stage)
    const path = await reviewed(stage, release)
    expectStatus(await stage.submitter.put(`${release.path}/submission`), 200)
    assert.equal((await stage.submitter.put(`${path}/delivery`)).problem, 'wrong-state')
    expectStatus(await stage.submitter.delete(`${release.path}/submission`), 200)
    expectStatus(await stage.submitter.put(`${path}/delivery`), 200)
  })

  it('409 conflict for a language that is there or ordered; free again once it is canceled', async () => {
    const release = await handIn(stage)
    const ask = (language: string) => stage.submitter.post(`${release.path}/translations`, { language })
    assert.equal((await ask('en')).problem, 'conflict')
    const path = await order(stage, release)
    assert.equal((await ask('de')).problem, 'conflict')
    assert.equal(expectStatus(await stage.submitter.delete(path), 200).json.state, 'canceled')
    assert.equal((await putSeen(stage.submitter, path, 'draft', german)).problem, 'wrong-state')
    const twice = await Promise.all([ask('de'), ask('de')])
    assert.deepEqual(twice.map(({ status }) => status).sort(), [201, 409])
  })

  it('is read on record, as the release is, and listed without; nothing of a text stands in an event', async () => {
    const release = await handIn(stage)
    const path = await reviewed(stage, release)
    const count = async () => (await kindsOf(stage, release)).filter((kind) => kind === 'release.read').length
    const before = await count()
    expectStatus(await stage.editor.get(`${release.path}/translations`), 200)
    assert.equal(await count(), before)
    expectStatus(await stage.editor.get(path), 200)
    assert.equal(await count(), before + 1)
    const events = await stage.submitter.get(`${release.path}/events?limit=100`)
    assert.ok(!events.text.includes('Stationen') && !events.text.includes('stations'))
  })

  it('404 to whom the release is not shown; 403 a review of one’s own', async () => {
    const stranger = await stage.client('submitter')
    const release = await handIn(stage)
    const path = await reviewed(stage, release)
    const anyRevision = { 'if-match': '*' }
    for (const answer of [
      await stranger.get(`${release.path}/translations`),
      await stranger.post(`${release.path}/translations`, { language: 'fr' }),
      await stranger.get(path),
      await stranger.put(`${path}/draft`, german, anyRevision),
      await stranger.put(`${path}/delivery`),
      await stranger.delete(path),
      await stage.submitter.get(`${(await handIn(stage)).path}/translations/${path.split('/').at(-1)}`),
    ]) {
      assert.equal(expectStatus(answer, 404).problem, 'not-found')
    }
    expectStatus(await stage.submitter.put(`${path}/review`, undefined, anyRevision), 403)
  })

  it('422 bad input, each with its pointer', async () => {
    const release = await handIn(stage)
    const path = await order(stage, release)
    const ordered = (body: object) => stage.submitter.post(`${release.path}/translations`, body)
    const drafted = (change: object) => stage.submitter.put(`${path}/draft`, { ...german, ...change }, { 'if-match': '*' })
    const html = (content: string) => ({ body: { format: 'html', content } })
    const cases = [
      [await ordered({ language: 'xx-what' }), 'invalid', '/language'],
      [await ordered({ language: 'fr', source: 'ko' }), 'invalid', '/source'],
      [await ordered({ language: 'fr', provider: 'babelfish' }), 'invalid', '/provider'],
      [await ordered({ language: 'fr', dueAt: '2020-01-01T00:00:00Z' }), 'instant-past', '/dueAt'],
      [await drafted({ headline: ' ' }), 'invalid', '/headline'],
      [await drafted({ headline: 'Right \u202e left' }), 'invalid', '/headline'],
      [await drafted(html('<script>1</script>')), 'empty-body', '/body/content'],
      [await drafted(html('<p>&#x202e;x</p>')), 'invalid', '/body/content'],
      [await drafted(html(`<p>${'회사는 이 지역에서 새로운 발전소를 열었다. '.repeat(6)}</p>`)), 'wrong-script', '/body/content'],
    ] as const
    for (const [answer, problem, pointer] of cases) {
      assert.deepEqual([answer.status, answer.problem, answer.json.errors?.[0]?.pointer], [422, problem, pointer], answer.text)
    }
    assert.equal((await drafted({ language: 'de' })).problem, 'invalid')
    assert.equal((await stage.submitter.put(`${path}/draft`, german)).problem, 'precondition-required')
    const unread = await stage.editor.put(`${path}/review`, undefined, { 'if-match': '*' })
    assert.equal(unread.problem, 'wrong-state')
  })

  it('422 a glossary that says a name twice, or over two lines', async () => {
    const path = `/v1/issuers/${stage.issuerId}`
    for (const [glossary, pointer] of [
      [['Acme', 'SunTrack', 'Acme'], '/glossary/2'],
      [['Ac\nme'], '/glossary/0'],
      [Array.from({ length: 501 }, (_, n) => `Name ${n}`), '/glossary'],
    ] as const) {
      const refused = await stage.admin.patch(path, { glossary }, { 'if-match': '*' })
      assert.deepEqual([refused.problem, refused.json.errors[0].pointer], ['invalid', pointer])
    }
  })
})
