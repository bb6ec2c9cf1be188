import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'

type Delivery = { id: string; state: string; reason: string | null; channel: string; outletId: string }

describe('status, ledger and redelivery', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
    await stage.work()
  })
  after(() => stage.close())

  const released = async (...outlets: Parameters<Stage['list']>) => {
    const list = await stage.list(...outlets)
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    return { id, list, status: await stage.until(id, (now) => now.publication === 'released') }
  }

  it('a poll with the last ETag is answered with 304 at once, or with news as soon as there is any', async () => {
    const { id } = await released([{}])
    await stage.until(id, (now) => now.finished)
    const first = await stage.submitter.get(`/v1/releases/${id}/status`)
    const etag = String(first.headers.etag)
    assert.equal((await stage.submitter.get(`/v1/releases/${id}/status`, { 'if-none-match': etag })).status, 304)
    const startedAt = performance.now()
    const waited = await stage.submitter.get(`/v1/releases/${id}/status`, { 'if-none-match': etag, prefer: 'wait=1' })
    assert.equal(waited.status, 304)
    assert.ok(performance.now() - startedAt >= 950)
    assert.equal(
      (await stage.submitter.get(`/v1/releases/${id}/status`, { 'if-none-match': '"another"', prefer: 'wait=30' })).status,
      200,
    )
  })

  it('the status of a version that is not published says so', async () => {
    const list = await stage.list([{}])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    const { json } = expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 200)
    assert.deepEqual([json.review, json.publication, json.total, json.finished], ['approved', null, 0, false])
    expectStatus(await stage.submitter.get(`/v1/releases/${id}/versions/1/status`), 200)
    expectStatus(await stage.submitter.get(`/v1/releases/${id}/versions/2/status`), 404)
  })

  it('the ledger pages by cursor and narrows by state, channel and outlet', async () => {
    const { id, list } = await released([{}, {}, {}, { channel: 'email' }, { behave: 'refuse' }])
    const seen: Delivery[] = []
    let cursor = ''
    do {
      const page = await stage.submitter.get(`/v1/releases/${id}/deliveries?limit=2${cursor}`)
      seen.push(...expectStatus(page, 200).json.items)
      cursor = page.json.nextCursor ? `&cursor=${page.json.nextCursor}` : ''
    } while (cursor)
    assert.equal(new Set(seen.map((delivery) => delivery.id)).size, 5)
    const narrowed = async (query: string) =>
      (await stage.submitter.get(`/v1/releases/${id}/deliveries?${query}`)).json.items.length
    assert.deepEqual(
      await Promise.all(
        [
          'state=failed',
          'channel=email',
          'language=en',
          'language=ar',
          `outletId=${list.outletIds[0]}`,
          `outletListId=${list.id}`,
        ].map(narrowed),
      ),
      [1, 1, 5, 0, 1, 5],
    )
    assert.equal((await stage.submitter.get(`/v1/releases/${id}/deliveries?cursor=nonsense`)).problem, 'invalid')
    assert.equal((await stage.submitter.get(`/v1/releases/${id}/deliveries?colour=red`)).problem, 'invalid')
  })

  it('names the endpoint, and the number by which a machine counts; nobody counts mail', async () => {
    const { id, list } = await released([{}, { channel: 'email' }])
    const items: (Delivery & { endpointId: string; sequence: number | null })[] = expectStatus(
      await stage.submitter.get(`/v1/releases/${id}/deliveries`),
      200,
    ).json.items
    const numbers = new Map(items.map(({ endpointId, sequence }) => [endpointId, sequence]))
    assert.deepEqual(
      list.endpointIds.map((endpointId) => numbers.get(endpointId)),
      [1, null],
    )
    const { text } = await stage.submitter.get(`/v1/releases/${id}/deliveries.csv`)
    assert.match(text, new RegExp(`,AE,${list.endpointIds[0]},1,`))
    assert.match(text, new RegExp(`,AE,${list.endpointIds[1]},,`))
  })

  it('the CSV holds every delivery, addresses none, and no cell that a spreadsheet would run', async () => {
    const list = await stage.list([{ channel: 'email' }, {}])
    const outlet = expectStatus(await stage.admin.get(`/v1/outlets/${list.outletIds[0]}`), 200)
    const renamed = { name: '=HYPERLINK("http://evil.example","ليوم, «Gazette»")' }
    expectStatus(
      await stage.admin.patch(`/v1/outlets/${list.outletIds[0]}`, renamed, { 'if-match': String(outlet.headers.etag) }),
      200,
    )
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, (now) => now.finished)
    const csv = await stage.submitter.get(`/v1/releases/${id}/deliveries.csv`)
    assert.match(String(csv.headers['content-type']), /^text\/csv; charset=utf-8/)
    assert.match(String(csv.headers['content-disposition']), new RegExp(`release-${id}\\.csv`))
    assert.ok(csv.text.startsWith('\ufeffid,version,language'))
    assert.equal(csv.text.trimEnd().split('\r\n').length, 3)
    assert.ok(csv.text.includes('"\'=HYPERLINK(""http://evil.example"",""ليوم, «Gazette»"")"'))
    assert.ok(!csv.text.includes('@outlet.example'))
  })

  it('the CSV is called after the headline that went out, once it is public, and after nothing else', async () => {
    const list = await stage.list([{ languages: ['ar', 'en'] }])
    const embargoUntil = new Date(Date.now() + 3_600_000).toISOString()
    const editions = [{ ...edition('ar', '<p>نص باللغة العربية في هذا الخبر</p>'), headline: 'القدس: «محطة» ١٢٣' }]
    const targets = [{ language: 'ar', outletListId: list.id }]
    const nameOf = async (id: string) =>
      (await stage.submitter.get(`/v1/releases/${id}/deliveries.csv`)).headers['content-disposition']
    const plain = (id: string) => `attachment; filename="release-${id}.csv"`
    const open = await stage.approved({ editions, targets })
    assert.equal(await nameOf(open), plain(open))
    expectStatus(await stage.publish(open), 202)
    await stage.until(open, (now) => now.finished)
    assert.equal(await nameOf(open), `${plain(open)}; filename*=UTF-8''${encodeURIComponent(`القدس-محطة-١٢٣-${open}.csv`)}`)
    const embargoed = await stage.approved({ editions, targets, embargoUntil })
    expectStatus(await stage.publish(embargoed), 202)
    await stage.until(embargoed, (now) => now.finished)
    assert.equal(await nameOf(embargoed), plain(embargoed))
  })

  it('what failed is tried again on demand under its id, and only that', async () => {
    const { id } = await released([{}, { behave: 'refuse' }, { behave: 'refuse', channel: 'email' }])
    const failed: Delivery[] = (await stage.submitter.get(`/v1/releases/${id}/deliveries?state=failed`)).json.items
    assert.equal(failed.length, 2)
    const again = await stage.submitter.post(`/v1/releases/${id}/redeliveries`, { channel: 'webhook' })
    assert.deepEqual(expectStatus(again, 201).json, { releaseId: id, deliveries: 1 })
    const status = await stage.until(id, (now) => now.counts.retrying + now.counts.pending + now.counts.sending === 0)
    assert.deepEqual([status.counts.failed, status.counts.delivered, status.total], [2, 1, 3])
    const hook = failed.find(({ channel }) => channel === 'webhook')
    const one = (await stage.submitter.get(`/v1/releases/${id}/deliveries/${hook?.id}`)).json
    assert.equal(one.attempts, 2)
    const none = await stage.submitter.post(`/v1/releases/${id}/redeliveries`, { reason: 'no-such-reason' })
    assert.equal(expectStatus(none, 201).json.deliveries, 0)
  })

  it('a redelivery is idempotent under its key', async () => {
    const { id } = await released([{ behave: 'refuse' }])
    const headers = { 'idempotency-key': `again-${id}` }
    const [first, second] = await Promise.all(
      [1, 2].map(() => stage.submitter.post(`/v1/releases/${id}/redeliveries`, {}, headers)),
    )
    assert.deepEqual(first?.json, second?.json)
    assert.equal(first?.json.deliveries, 1)
  })
})
