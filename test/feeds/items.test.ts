import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { kill, newText, publishNext } from '../publications/next-version.ts'
import { type FetchingOutlet, makeOutlet } from './outlet.ts'

type Item = { sequence: number; deliveryId: string; withheld: string | null; content: string | null; version: number | null }

describe('items that an outlet fetches', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
    await stage.work()
  })
  after(() => stage.close())

  const fetch = async ({ client }: FetchingOutlet, query = '') => {
    const answer = expectStatus(await client.get(`/v1/wire/items${query}`), 200)
    return answer.json
  }
  const told = ({ items }: { items: Item[] }) => items.map(({ sequence, withheld }) => [sequence, withheld])
  const numberOf = ({ next }: { next: string }) => Number.parseInt(next, 10)
  const out = async (...outlets: FetchingOutlet[]) => {
    const id = await stage.approved({ targets: outlets.map(({ listId }) => ({ language: 'en', outletListId: listId })) })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, ({ finished }) => finished)
    return id
  }

  it('lie ready from their hour until they are fetched; then they are handed over', async () => {
    const outlet = await makeOutlet(stage)
    const id = await out(outlet)
    const { counts, clearAt } = (await stage.submitter.get(`/v1/releases/${id}/status`)).json
    assert.deepEqual([counts.available, counts.delivered, clearAt], [1, 0, null])
    const page = await fetch(outlet)
    assert.deepEqual([told(page), numberOf(page), page.latest], [[[1, null]], 1, 1])
    const [item] = page.items
    assert.equal(JSON.parse(item.content).title, 'Headline in en')
    assert.deepEqual([item.releaseId, item.version, item.kind, item.language], [id, 1, 'original', 'en'])
    await stage.until(id, (status) => status.counts.delivered === 1 && status.clearAt !== null)
    const [row] = (await stage.submitter.get(`/v1/releases/${id}/deliveries`)).json.items
    assert.deepEqual([row.id, row.state, row.receipt], [item.deliveryId, 'delivered', 'fetched from /v1/wire/items'])
    assert.deepEqual(told(await fetch(outlet, `?since=${page.next}`)), [])
    assert.deepEqual(told(await fetch(outlet)), [[1, null]])
  })

  it('come in any format', async () => {
    const outlet = await makeOutlet(stage, { channel: 'pull', format: 'nitf' })
    await out(outlet)
    const typeIn = async (query: string) => (await fetch(outlet, query)).items[0].contentType
    assert.equal(await typeIn(''), 'application/nitf+xml; charset=utf-8')
    for (const format of ['ninjs', 'ninjs-2.2', 'newsml-g2', 'nitf', 'json-ld', 'html', 'text']) {
      const [{ content }] = (await fetch(outlet, `?format=${format}`)).items
      assert.match(content, /Text in en\./)
    }
    // A list of entries is no item; the story for a page that keeps the embargo itself does not tell it.
    for (const format of ['atom', 'html-story'])
      assert.equal((await outlet.client.get(`/v1/wire/items?format=${format}`)).problem, 'invalid')
  })

  it('are numbered without a gap, whichever publications they are of and however many at once', async () => {
    const [one, two] = [await makeOutlet(stage), await makeOutlet(stage, { channel: 'pull', languages: ['en', 'de'] })]
    const both = async () => {
      const targets = [
        { language: 'en', outletListId: one.listId },
        { language: 'de', outletListId: two.listId },
        { language: 'en', outletListId: two.listId },
      ]
      const id = await stage.approved({ targets })
      expectStatus(await stage.publish(id), 202)
      await stage.until(id, ({ finished }) => finished)
    }
    await Promise.all(Array.from({ length: 6 }, both))
    const numbers = async (outlet: FetchingOutlet) =>
      (await fetch(outlet, '?limit=100')).items.map(({ sequence }: Item) => sequence)
    assert.deepEqual(
      await numbers(one),
      Array.from({ length: 6 }, (_, n) => n + 1),
    )
    assert.deepEqual(
      await numbers(two),
      Array.from({ length: 12 }, (_, n) => n + 1),
    )
  })

  it('tell nothing of a release before its hour but that something is to come, and come then, before what follows', async () => {
    const outlet = await makeOutlet(stage)
    const releaseAt = new Date(Date.now() + 6_000).toISOString()
    const early = await stage.approved({ targets: [{ language: 'en', outletListId: outlet.listId }], releaseAt })
    expectStatus(await stage.publish(early), 202)
    await stage.until(early, ({ total }) => total === 1)
    const now = await out(outlet)
    const before = await fetch(outlet)
    assert.deepEqual(
      [told(before), numberOf(before)],
      [
        [
          [1, 'not-yet'],
          [2, null],
        ],
        2,
      ],
    )
    assert.equal(JSON.stringify(before.items[0]).includes(early), false)
    assert.deepEqual(told(await fetch(outlet, `?since=${before.next}`)), [])
    await stage.until(early, ({ finished }) => finished)
    const after = await fetch(outlet, `?since=${before.next}`)
    assert.deepEqual([told(after), numberOf(after)], [[[1, null]], 2])
    await stage.until(early, ({ counts }) => counts.delivered === 1)
    // Whoever lost that answer asks as before, and has it again; whoever has it says so by what it was told to ask.
    assert.deepEqual(told(await fetch(outlet, `?since=${before.next}`)), [[1, null]])
    assert.deepEqual(told(await fetch(outlet, `?since=${after.next}`)), [])
    await stage.until(now, ({ counts }) => counts.delivered === 1)
  })

  it('are handed over by what carries them: a HEAD hands nothing over', async () => {
    const outlet = await makeOutlet(stage)
    const id = await out(outlet)
    const headers = { authorization: `Bearer ${outlet.key}` }
    const head = await stage.app.inject({ method: 'HEAD', url: '/v1/wire/items', headers })
    assert.equal(head.statusCode, 200)
    assert.equal((await stage.submitter.get(`/v1/releases/${id}/status`)).json.counts.available, 1)
  })

  it('of a number that there is not are refused, rather than waited for', async () => {
    const outlet = await makeOutlet(stage)
    await out(outlet)
    assert.equal((await outlet.client.get('/v1/wire/items?since=2')).problem, 'invalid')
    assert.equal((await outlet.client.get('/v1/wire/items?since=-1')).problem, 'invalid')
  })

  it('are not had while the endpoint is paused, nor once its address is suppressed', async () => {
    const [paused, silenced] = [await makeOutlet(stage), await makeOutlet(stage)]
    await out(paused, silenced)
    const { headers } = await stage.admin.get(`/v1/endpoints/${paused.endpointId}`)
    const path = `/v1/endpoints/${paused.endpointId}`
    expectStatus(await stage.admin.patch(path, { state: 'paused' }, { 'if-match': String(headers.etag) }), 200)
    assert.deepEqual(told(await fetch(paused)), [[1, 'held']])
    const { address } = (await stage.admin.get(`/v1/endpoints/${silenced.endpointId}`)).json
    expectStatus(await stage.admin.post('/v1/suppressions', { address, channel: 'pull', reason: 'admin' }), 201)
    assert.deepEqual(told(await fetch(silenced)), [[1, 'withdrawn']])
  })

  it('are waited for with Prefer: wait', async () => {
    const outlet = await makeOutlet(stage)
    const asked = outlet.client.get('/v1/wire/items?since=0', { prefer: 'wait=30' })
    await out(outlet)
    assert.deepEqual(told(expectStatus(await asked, 200).json), [[1, null]])
    const beganAtMs = performance.now()
    assert.deepEqual(told((await outlet.client.get('/v1/wire/items?since=1', { prefer: 'wait=1' })).json), [])
    assert.ok(performance.now() - beganAtMs >= 900)
  })

  it('are replaced by a later version, fetched or not; a kill is one itself', async () => {
    const [quick, slow] = [await makeOutlet(stage), await makeOutlet(stage)]
    const id = await out(quick, slow)
    await fetch(quick)
    await stage.until(id, ({ counts }) => counts.delivered === 1)
    await publishNext(stage, id, newText(stage, { kind: 'correction' }))
    await stage.until(id, ({ version, finished }) => version === 2 && finished)
    for (const outlet of [quick, slow]) {
      const page = await fetch(outlet)
      assert.deepEqual(told(page), [
        [1, 'replaced'],
        [2, null],
      ])
      assert.deepEqual(
        page.items.map(({ version }: Item) => version),
        [1, 2],
      )
      assert.equal(page.items[0].content, null)
    }
    await stage.until(id, ({ counts }) => counts.delivered === 2)
    await publishNext(stage, id, kill)
    await stage.until(id, ({ version, finished }) => version === 3 && finished)
    const { items } = await fetch(quick, '?since=1')
    assert.deepEqual(told({ items }), [
      [2, 'replaced'],
      [3, null],
    ])
    assert.equal(JSON.parse(items[1].content).pubStatus, 'canceled')
  })

  it('that nobody fetched are never seen once the release is called back', async () => {
    const outlet = await makeOutlet(stage)
    const id = await out(outlet)
    await publishNext(stage, id, kill)
    await stage.until(id, ({ version, finished }) => version === 2 && finished)
    const { items } = await fetch(outlet)
    assert.equal(items[0].content, null)
    assert.equal(items[0].withheld, 'replaced')
  })

  it('are withdrawn where their publication is canceled before they are fetched', async () => {
    const outlet = await makeOutlet(stage)
    const id = await out(outlet)
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
    const page = await fetch(outlet)
    assert.deepEqual(told(page), [[1, 'withdrawn']])
    assert.equal((await stage.submitter.get(`/v1/releases/${id}/status`)).json.counts.canceled, 1)
  })

  it('are held like every hand-over, and come when they are let go', async () => {
    const outlet = await makeOutlet(stage)
    await out(outlet)
    expectStatus(await stage.admin.put('/v1/channels/pull/hold', { reason: 'A look' }), 201)
    // Within a second, like everywhere.
    const deadline = performance.now() + 1000
    while ((await fetch(outlet)).items[0].withheld !== 'held') assert.ok(performance.now() < deadline)
    expectStatus(await stage.admin.delete('/v1/channels/pull/hold?reason=Looked'), 200)
    let items: Item[] = []
    while (items.length === 0 || items[0]?.withheld === 'held') items = (await fetch(outlet, '?since=0')).items
    assert.deepEqual(told({ items }), [[1, null]])
  })

  it('close the gap of an endpoint that is sent to: what failed counts as handed over once it is fetched', async () => {
    const outlet = await makeOutlet(stage, { behave: 'refuse' })
    const id = await out(outlet)
    await stage.until(id, ({ counts }) => counts.failed === 1)
    const { items } = await fetch(outlet)
    assert.deepEqual(told({ items }), [[1, null]])
    await stage.until(id, ({ counts }) => counts.delivered === 1 && counts.failed === 0)
  })

  it('are nobody else’s', async () => {
    const [mine, other] = [await makeOutlet(stage), await makeOutlet(stage)]
    await out(mine)
    assert.deepEqual((await fetch(other)).items, [])
    assert.equal((await stage.as('dl_outlet_nonsense').get('/v1/wire/items')).status, 401)
    assert.equal((await stage.as().get('/v1/wire/items')).status, 401)
    assert.equal((await stage.admin.get('/v1/wire/items')).status, 401)
    assert.equal((await mine.client.get('/v1/me')).status, 401)
  })

  it('of a test release are none', async () => {
    const outlet = await makeOutlet(stage)
    const tester = await stage.client('submitter', stage.submitter.accountId, 'test')
    const made = expectStatus(
      await tester.post('/v1/releases', {
        issuerIds: [stage.issuerId],
        source: { kind: 'issuer' },
        editions: [
          { language: 'en', headline: 'A test', dateline: { place: 'Dubai' }, body: { format: 'html', content: '<p>Text.</p>' } },
        ],
        contacts: [{ name: 'Press office', email: 'press@acme.example', public: true }],
        targets: [{ language: 'en', outletListId: outlet.listId }],
      }),
      201,
    )
    const id = made.json.id
    expectStatus(await tester.put(`/v1/releases/${id}/submission`), 200)
    const { headers } = await tester.get(`/v1/releases/${id}`)
    expectStatus(await tester.put(`/v1/releases/${id}/approval`, undefined, { 'if-match': String(headers.etag) }), 200)
    expectStatus(await tester.put(`/v1/releases/${id}/publication`, {}), 202)
    for (;;) {
      const { json } = await tester.get(`/v1/releases/${id}/status`, { prefer: 'wait=5' })
      if (json.finished) break
    }
    const page = await fetch(outlet)
    assert.deepEqual([page.items, page.latest], [[], 0])
  })
})
