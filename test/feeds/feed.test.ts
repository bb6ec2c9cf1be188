import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { feed } from '../../src/channels/feed/feed.ts'
import { feedFormats } from '../../src/formats/feeds/list.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { kill, newText, publishNext } from '../publications/next-version.ts'
import { makeOutlet } from './outlet.ts'

type Entry = { id: string; title: string; content_html: string; date_modified: string }

describe('a private feed', () => {
  let stage: Stage
  const clock = handClock(new Date())
  before(async () => {
    stage = await startStage({ clock })
    await stage.work()
  })
  after(() => stage.close())

  const makeFeed = async (settings: object = {}, format = 'json-feed') => {
    const outlet = await makeOutlet(stage, { channel: 'feed', settings, format, languages: ['en', 'ar'] })
    const path = `/v1/feeds/${outlet.key}`
    const read = async (headers: Record<string, string> = {}) => stage.as().get(path, headers)
    const entries = async (): Promise<Entry[]> => expectStatus(await read(), 200).json.items
    return { ...outlet, path, read, entries }
  }
  const out = async (listId: string, languages = ['en']) => {
    const id = await stage.approved({ targets: languages.map((language) => ({ language, outletListId: listId })) })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, ({ finished }) => finished)
    return id
  }

  it('shows what went out, the newest first, in each language; the first that fetches it has it handed over', async () => {
    const { listId, entries } = await makeFeed()
    assert.deepEqual(await entries(), [])
    const first = await out(listId)
    clock.advance(1000)
    const second = await out(listId, ['en', 'ar'])
    assert.equal((await stage.submitter.get(`/v1/releases/${second}/status`)).json.counts.available, 2)
    const ids = (await entries()).map(({ id }) => id)
    assert.deepEqual(new Set(ids.slice(0, 2)), new Set([`urn:dateline:${second}:en`, `urn:dateline:${second}:ar`]))
    assert.deepEqual(ids.slice(2), [`urn:dateline:${first}:en`])
    await stage.until(second, ({ counts }) => counts.delivered === 2)
    const [row] = (await stage.submitter.get(`/v1/releases/${first}/deliveries`)).json.items
    assert.equal(row.receipt, 'fetched as a feed')
  })

  it('is had in each of its formats, under the type of each', async () => {
    assert.deepEqual(Object.keys(feedFormats), [...feed.formats])
    for (const format of feed.formats) {
      const { listId, read } = await makeFeed({}, format)
      await out(listId)
      const { headers, text } = expectStatus(await read(), 200)
      assert.equal(headers['content-type'], feedFormats[format]?.contentType)
      assert.match(text, /Headline in en/)
      assert.match(text, /Text in en\./)
    }
  })

  it('numbers its entries as they are counted elsewhere, so that who reads it sees a gap; a correction has a number of its own', async () => {
    for (const format of feed.formats) {
      const { listId, client, read } = await makeFeed({}, format)
      const first = await out(listId)
      const second = await out(listId, ['en', 'ar'])
      const numbers = async () => numbersIn(expectStatus(await read(), 200).text)
      const items = async () => expectStatus(await client.get('/v1/wire/items?since=0'), 200).json.items
      const expected = async () =>
        Object.fromEntries(
          (await items())
            .filter(({ withheld }: { withheld: string | null }) => withheld === null)
            .map(({ uri, sequence }: { uri: string; sequence: number }) => [uri, sequence]),
        )
      const before = await numbers()
      assert.deepEqual(Object.values(before).sort(), [1, 2, 3])
      assert.deepEqual(before, await expected())
      await publishNext(stage, first, newText(stage))
      await stage.until(first, ({ version, finished }) => version === 2 && finished)
      const after = await numbers()
      assert.equal(after[`urn:dateline:${first}:en`], 4, 'what it takes the place of had 1')
      await publishNext(stage, second, kill)
      await stage.until(second, ({ version, finished }) => version === 2 && finished)
      assert.deepEqual(Object.values(await numbers()).sort(), [4, 5, 6])
      assert.deepEqual(await numbers(), await expected())
    }
  })

  it('asks to wait until an embargo ends, and then no more: with the hour it has another ETag', async () => {
    const { listId, read, entries } = await makeFeed()
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: listId }] })
    const embargoUntil = new Date(clock.now().getTime() + 3_600_000).toISOString()
    expectStatus(await stage.publish(id, { embargoUntil }), 202)
    await stage.until(id, ({ finished }) => finished)
    const opens = async () => (await entries())[0]?.content_html.includes('Embargoed until')
    assert.equal(await opens(), true)
    const etag = String((await read()).headers.etag)
    assert.equal((await read({ 'if-none-match': etag })).status, 304)
    // A clock that somebody sets forward ends no embargo.
    clock.step(7_200_000)
    assert.equal(await opens(), true)
    clock.step(-7_200_000)
    clock.advance(3_600_000)
    assert.equal((await read({ 'if-none-match': etag })).status, 200)
    assert.equal(await opens(), false)
  })

  it('is 304 while nothing has changed, by ETag and by date; an ETag decides where both are sent', async () => {
    const { listId, read } = await makeFeed()
    await out(listId)
    const { headers } = expectStatus(await read(), 200)
    const [etag, changed] = [String(headers.etag), String(headers['last-modified'])]
    assert.equal(headers['cache-control'], 'private, no-cache')
    const status = async (asked: Record<string, string>) => (await read(asked)).status
    assert.equal(await status({ 'if-none-match': etag }), 304)
    assert.equal(await status({ 'if-modified-since': changed }), 304)
    assert.equal(await status({ 'if-none-match': '"another"', 'if-modified-since': changed }), 200)
    clock.advance(2000)
    await out(listId)
    assert.equal(await status({ 'if-none-match': etag }), 200)
    assert.equal(await status({ 'if-modified-since': changed }), 200)
  })

  it('a poll that is answered by 304, or asks for the head only, hands nothing over', async () => {
    const { listId, path, read } = await makeFeed()
    const id = await out(listId)
    const head = await stage.app.inject({ method: 'HEAD', url: path })
    assert.equal(head.statusCode, 200)
    const asked = { 'if-none-match': String(head.headers.etag) }
    assert.equal((await read(asked)).status, 304)
    assert.equal((await stage.submitter.get(`/v1/releases/${id}/status`)).json.counts.available, 1)
  })

  it('has corrections in place, under the same id; a kill is marked without the text, and goes after its days', async () => {
    const { listId, entries, read } = await makeFeed({ markKillsForDays: 2 })
    const id = await out(listId)
    const [before] = await entries()
    clock.advance(1000)
    await publishNext(stage, id, newText(stage))
    await stage.until(id, ({ version, finished }) => version === 2 && finished)
    const [after, ...more] = await entries()
    assert.deepEqual([after?.id, more.length], [before?.id, 0])
    assert.match(String(after?.content_html), /Corrected in en/)
    assert.ok(String(after?.date_modified) > String(before?.date_modified))
    await stage.until(id, ({ counts }) => counts.delivered === 1)
    await publishNext(stage, id, kill)
    await stage.until(id, ({ version, finished }) => version === 3 && finished)
    const [marked] = await entries()
    assert.equal(marked?.id, before?.id)
    assert.doesNotMatch(JSON.stringify(marked), /Corrected in en/)
    const { headers } = await read()
    clock.advance(2 * 86_400_000 + 1)
    assert.deepEqual(await entries(), [])
    const again = await read({ 'if-modified-since': String(headers['last-modified']) })
    assert.equal(again.status, 200)
  })

  it('shows nothing before its hour, and so many entries as it is set to', async () => {
    const { listId, entries } = await makeFeed({ entries: 2 })
    const releaseAt = new Date(clock.now().getTime() + 30_000)
    const early = await stage.approved({
      targets: [{ language: 'en', outletListId: listId }],
      editions: [edition('en', '<p>Not before its hour.</p>')],
      releaseAt: releaseAt.toISOString(),
    })
    expectStatus(await stage.publish(early), 202)
    await stage.until(early, ({ total }) => total === 1)
    assert.deepEqual(await entries(), [])
    for (const _ of [1, 2, 3]) await out(listId)
    assert.equal((await entries()).length, 2)
  })

  it('of somebody else, of a revoked key or of another channel is not there', async () => {
    const { endpointId, read } = await makeFeed()
    assert.equal((await stage.as().get('/v1/feeds/dl_outlet_nonsense')).problem, 'not-found')
    const pull = await makeOutlet(stage)
    assert.equal((await stage.as().get(`/v1/feeds/${pull.key}`)).problem, 'not-found')
    const [key] = (await stage.admin.get(`/v1/endpoints/${endpointId}/keys`)).json.items
    expectStatus(await stage.admin.delete(`/v1/endpoints/${endpointId}/keys/${key.id}`), 204)
    assert.equal((await read()).problem, 'not-found')
  })

  it('its address is shown when its key is made, and stands in no line of the log', async () => {
    const lines: string[] = []
    const other = await startStage({ logTo: { write: (line) => lines.push(line) }, env: { LOG_LEVEL: 'info' } })
    try {
      const { endpointId } = await makeOutlet(other, { channel: 'feed' })
      const made = expectStatus(await other.admin.post(`/v1/endpoints/${endpointId}/keys`, { name: 'A reader' }), 201).json
      assert.equal(made.feedUrl, `https://wire.example/v1/feeds/${made.key}`)
      expectStatus(await other.as().get(`/v1/feeds/${made.key}`), 200)
      const elsewhere = [
        ['OPTIONS', `/v1/feeds/${made.key}`],
        ['POST', `/v1/feeds/${made.key}`],
        ['GET', `/v1/feeds/${made.key}/x`],
      ] as const
      for (const [method, url] of elsewhere) await other.app.inject({ method, url })
      assert.ok(lines.some((line) => line.includes('/v1/feeds/')))
      assert.ok(!lines.join('').includes(made.key))
    } finally {
      await other.close()
    }
  })
})

/** The number of each entry by its id, in any kind of feed. */
function numbersIn(text: string): Record<string, number> {
  if (text.startsWith('{')) {
    const { items }: { items: { id: string; _dateline: { sequence: number } }[] } = JSON.parse(text)
    return Object.fromEntries(items.map(({ id, _dateline }) => [id, _dateline.sequence]))
  }
  const entries = text.split(/<(?:entry|item)[ >]/).slice(1)
  return Object.fromEntries(
    entries.map((entry) => [
      /<(?:id|guid[^>]*)>([^<]*)</.exec(entry)?.[1],
      Number(/<dateline:sequence>(\d+)<\/dateline:sequence>/.exec(entry)?.[1]),
    ]),
  )
}
