import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { atomContentType, writeAtom } from '../../src/formats/feeds/atom.ts'
import { entryText } from '../../src/formats/feeds/entry.ts'
import type { WriteFeed } from '../../src/formats/feeds/feed.ts'
import { feedFormats } from '../../src/formats/feeds/list.ts'
import { rssContentType, writeRss } from '../../src/formats/feeds/rss.ts'
import { houses } from '../../src/languages/houses.ts'
import { attachments, fullDocument } from '../formats/documents.ts'
import { feedHead, toEntry } from '../formats/feed-documents.ts'
import { hardTexts } from '../formats/hard-texts.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { openTurns, type Turns } from '../holds/turns.ts'
import { boilerplates, editions, languages } from '../journeys/fifteen-release.ts'
import { kill, publishNext } from '../publications/next-version.ts'
import { type Newsboat, openNewsboat, readOnce, visibleText, whyNoJsonFeed, whyNoNewsboat } from './newsboat.ts'
import { freePort } from './ports.ts'

const golden = new URL('../journeys/fifteen/', import.meta.url)
const skip = whyNoNewsboat() ?? false
const why: Record<string, string | undefined> = { 'json-feed': await whyNoJsonFeed() }
const hours = { releaseAt: '2026-12-01T05:00:00.000Z', embargoUntil: '2026-12-01T09:30:00.000Z' }
const facts = {
  source: { kind: 'contentProvider', name: 'Sunvale News' },
  contacts: [{ name: 'Lena Ortiz', email: 'press@sunvale.example', phone: '+971 4 555 0123', public: true }],
  sectors: ['energy', 'top-story'],
}

for (const format of Object.keys(feedFormats))
  describe(`newsboat reads the private feed of an endpoint: ${format}`, { skip: why[format] ?? skip }, () => {
    const clock = handClock('2026-12-01T04:00:00Z')
    let stage: Stage
    let turns: Turns
    let reader: Newsboat
    let id: string
    const answers: number[] = []
    before(async () => {
      const port = await freePort()
      stage = await startStage({ clock, env: { PUBLIC_URL: `http://127.0.0.1:${port}` } })
      await stage.app.listen({ port, host: '127.0.0.1' })
      stage.app.server.on('request', (_req, res) => res.once('finish', () => answers.push(res.statusCode)))
      turns = openTurns(stage.deps, clock)
      const { list, feedUrl } = await makeFeed(stage, format)
      reader = openNewsboat(feedUrl)
      id = await publishFifteen(stage, list)
    })
    after(async () => {
      reader?.close()
      await turns?.close()
      await stage?.close()
    })

    const counts = async () => expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 200).json.counts
    /** Has everything handed over that is due, and says what the reader has in its memory after it asked once. */
    const handOver = async () => {
      const finished = async () => expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 200).json.finished
      for (let turn = 0; turn < 10 && !(await finished()); turn++) await turns.turn()
      assert.equal((await counts()).available, languages.length)
      return reader.reload()
    }
    const untilDelivered = () => stage.until(id, ({ counts: { delivered } }) => delivered === languages.length)

    it('has nothing before the hour', async () => {
      assert.deepEqual(await reader.reload(), new Map())
    })

    it('has a release in fifteen languages: headline, hour, and the story to its last character; that delivers it', async () => {
      clock.set(hours.releaseAt)
      const read = await handOver()
      assert.equal(read.size, languages.length)
      for (const { language, headline } of editions) {
        const item = read.get(guidOf(language)) ?? assert.fail(`nothing in ${language}`)
        assert.equal(item.title, headline)
        assert.equal(visibleText(item.content), storyIn(language).join('\n\n'))
        assert.ok(item.content.startsWith(`<div lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`), language)
        assert.equal(item.author, 'Sunvale News')
        assert.ok(item.pubDate * 1000 >= Date.parse(hours.releaseAt) && item.pubDate * 1000 <= clock.now().getTime())
      }
      assert.equal((await untilDelivered()).total, languages.length)
    })

    it('asked again, is told that nothing has changed, and forgets nothing', async () => {
      const before = await reader.reload()
      const again = await reader.reload()
      assert.equal(answers.at(-1), 304)
      assert.deepEqual(again, before)
      assert.equal(again.size, languages.length)
    })

    it('has a correction in the place of what it corrects, to its last character', async () => {
      const corrected = editions.map((edition) => ({
        ...edition,
        headline: `${edition.headline} (2)`,
        body: { ...edition.body, content: correct(edition.body.content) },
      }))
      const version = { kind: 'correction', reason: 'The ticker.', issuerIds: [stage.issuerId], ...facts, editions: corrected }
      clock.advance(60_000)
      await publishNext(stage, id, version, { embargoUntil: hours.embargoUntil })
      const read = await handOver()
      assert.deepEqual(new Set(read.keys()), new Set(languages.map(guidOf)), 'each is there once, under the id it had')
      for (const { language, headline } of corrected) {
        const item = read.get(guidOf(language)) ?? assert.fail(`nothing in ${language}`)
        assert.equal(item.title, headline)
        const [embargo = '', ...story] = storyIn(language).map(correct)
        const { phrases, colon } = wordsOf(language)
        const notice = `${phrases.correction}${colon}${phrases.replaces}`
        assert.equal(visibleText(item.content), [embargo, notice, ...story].join('\n\n'))
      }
      await untilDelivered()
    })

    it('has a kill marked as one, and nothing of the story', async () => {
      clock.advance(60_000)
      await publishNext(stage, id, kill)
      const read = await handOver()
      assert.deepEqual(new Set(read.keys()), new Set(languages.map(guidOf)))
      for (const { language, headline } of editions) {
        const item = read.get(guidOf(language)) ?? assert.fail(`nothing in ${language}`)
        const { phrases, colon } = wordsOf(language)
        assert.equal(item.title, `${phrases.kill}${colon}${headline} (2)`)
        assert.equal(visibleText(item.content), `${phrases.kill}${colon}${phrases.withdrawn}`)
      }
      await untilDelivered()
    })

    function guidOf(language: string): string {
      return `urn:dateline:${id}:${language}`
    }
  })

const writers: { name: string; write: WriteFeed; type: string }[] = [
  { name: 'Atom', write: writeAtom, type: atomContentType },
  { name: 'RSS 2.0', write: writeRss, type: rssContentType },
]

for (const { name, write, type } of writers)
  it(`newsboat reads ${name}: texts that are easily spoiled, and everything that a document may have`, { skip }, async () => {
    // It keeps one file of each entry, and of RSS only sound and film.
    const film = attachments.filter(({ kind }) => kind === 'video')
    const hard = Object.entries(hardTexts).map(([tag, headline], at) => {
      const document = { ...fullDocument(tag === 'x' ? 'en' : tag), headline, attachments: film }
      return toEntry({ name: tag, document }, { id: `urn:dateline:hard:${tag}`, sequence: at + 1 })
    })
    const read = await readOnce(write(feedHead, hard), type)
    assert.equal(read.size, hard.length)
    for (const entry of hard) {
      const { id, document, url, publishedAt } = entry
      const item = read.get(id) ?? assert.fail(`nothing of ${id}`)
      const { html } = entryText(entry)
      assert.equal(item.content, html)
      assert.equal(item.title, document.headline)
      assert.deepEqual([item.author, item.url, item.pubDate * 1000], ['Provider', url, publishedAt.getTime()])
      assert.deepEqual([item.enclosure_url, item.enclosure_type], [film[0]?.url, film[0]?.contentType])
    }
  })

/** A feed of one outlet that reads every language, with the address that its key opens. */
async function makeFeed(stage: Stage, format: string): Promise<{ list: string; feedUrl: string }> {
  const { id: list, endpointIds } = await stage.list([{ channel: 'feed', format, languages }])
  const made = await stage.admin.post(`/v1/endpoints/${endpointIds[0]}/keys`, { name: 'The reader of the news desk' })
  return { list, feedUrl: expectStatus(made, 201).json.feedUrl }
}

async function publishFifteen(stage: Stage, outletListId: string): Promise<string> {
  const { admin } = stage
  const named = { name: 'Example Wire', url: 'https://wire.example/' }
  expectStatus(await admin.patch('/v1/wire', named, { 'if-match': '*' }), 200)
  const issuer = { names: { en: 'Sunvale Energy' }, domain: 'sunvale.example', boilerplates }
  expectStatus(await admin.patch(`/v1/issuers/${stage.issuerId}`, issuer, { 'if-match': '*' }), 200)
  const targets = languages.map((language) => ({ language, outletListId }))
  const id = await stage.approved({ ...facts, editions, targets })
  expectStatus(await stage.publish(id, hours), 202)
  return id
}

/** The paragraphs of the page that somebody read as a whole, from the embargo to the wire's boilerplate. */
function storyIn(language: string): string[] {
  const [page = ''] = readFileSync(new URL(`${language}.txt`, golden), 'utf8').split(/\n+_{10,}\n/)
  const [, ...story] = page.split('\n\n')
  return story
}

function correct(text: string): string {
  return text.replace('NASDAQ: SUNV', 'NASDAQ: SUVE')
}

function wordsOf(language: string) {
  return houses.find((house) => house.language === language) ?? assert.fail(language)
}
