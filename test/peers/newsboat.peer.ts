import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { atomContentType, writeAtom } from '../../src/formats/feeds/atom.ts'
import type { FeedEntry, WriteFeed } from '../../src/formats/feeds/feed.ts'
import { rssContentType, writeRss } from '../../src/formats/feeds/rss.ts'
import { parseMarkup, textContent } from '../../src/formats/markup.ts'
import { houses } from '../../src/languages/houses.ts'
import { attachments, fullDocument } from '../formats/documents.ts'
import { feedHead, toEntry } from '../formats/feed-documents.ts'
import { hardTexts } from '../formats/hard-texts.ts'
import { makeDocument } from '../formats/sample.ts'
import { editions } from '../journeys/fifteen-release.ts'
import { type Newsboat, openNewsboat, whyNoNewsboat } from './newsboat.ts'

const why = whyNoNewsboat()
const feeds: { name: string; write: WriteFeed; type: string }[] = [
  { name: 'Atom', write: writeAtom, type: atomContentType },
  { name: 'RSS 2.0', write: writeRss, type: rssContentType },
]

// It keeps one file of each entry, and of RSS only sound and film.
const film = attachments.filter(({ kind }) => kind === 'video')

/** One release in all languages, with a file. */
const entries: FeedEntry[] = editions.map(({ language, headline, body }) =>
  toEntry({ name: language, document: makeDocument(language, body.content, { headline, attachments: film }) }),
)
const textOf = (html: string) => textContent(parseMarkup(html))

for (const { name, write, type } of feeds) {
  describe(`newsboat reads ${name}`, { skip: why ?? false }, () => {
    let served = ''
    const server = createServer((_req, res) => res.writeHead(200, { 'content-type': type }).end(served))
    let reader: Newsboat
    before(async () => {
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
      const { port }: Pick<AddressInfo, 'port'> = Object(server.address())
      reader = openNewsboat(`http://127.0.0.1:${port}/feed`)
    })
    after(() => {
      reader.close()
      server.close()
    })

    it('a release in fifteen languages: title, story, author, hour, page and file of each, character for character', async () => {
      served = write(feedHead, entries)
      const read = await reader.reload()
      assert.equal(read.size, houses.length)
      for (const { id, document, url, publishedAt } of entries) {
        const item = read.get(id) ?? assert.fail(`nothing of ${id}`)
        assert.equal(item.title, document.headline)
        assert.ok(
          item.content.startsWith(`<div lang="${document.language}" dir="${document.direction}">`),
          item.content.slice(0, 80),
        )
        assert.ok(item.content.includes(document.bodyHtml.slice(3, -4).split('</p><p>')[1] ?? '-'), document.language)
        assert.equal(item.author, 'ACME')
        assert.equal(item.url, url)
        assert.equal(item.pubDate * 1000, publishedAt.getTime())
        assert.deepEqual([item.enclosure_url, item.enclosure_type], [film[0]?.url, film[0]?.contentType])
      }
    })

    it('a correction in the place of what it corrects, and a kill as nothing but its notice', async () => {
      const later = entries.map((entry): FeedEntry => {
        const { language } = entry.document
        if (language === 'ar') return { ...entry, withdrawn: true, updatedAt: new Date('2026-12-04T00:00:00Z') }
        const document = {
          ...entry.document,
          headline: `${entry.document.headline} (2)`,
          bodyHtml: '<p>Corrected.</p>',
          version: 2,
        }
        return { ...entry, document, updatedAt: new Date('2026-12-04T00:00:00Z') }
      })
      served = write({ ...feedHead, updatedAt: new Date('2026-12-04T00:00:00Z') }, later)
      const read = await reader.reload()
      assert.equal(read.size, houses.length, 'nothing is there twice')
      for (const { id, document, withdrawn } of later) {
        const { title, content } = read.get(id) ?? assert.fail(`nothing of ${id}`)
        if (!withdrawn) assert.ok(title === document.headline && content.includes('Corrected.'))
        else {
          assert.ok(title.includes(document.headline) && title !== document.headline)
          assert.doesNotMatch(textOf(content), /SeaPRwire\) –/)
        }
      }
    })

    it('texts that are easily spoiled, and everything that a document may have', async () => {
      const hard = Object.entries(hardTexts).map(([tag, headline]) => {
        const language = tag === 'x' ? 'en' : tag
        return toEntry({ name: tag, document: { ...fullDocument(language), headline } }, { id: `urn:dateline:hard:${tag}` })
      })
      served = write(feedHead, hard)
      const read = await reader.reload()
      for (const { id, document } of hard) {
        const { content, author } = read.get(id) ?? assert.fail(`nothing of ${id}`)
        assert.ok(textOf(content).includes('Über ½ & more'), id)
        assert.equal(author, 'Provider')
        assert.equal(read.get(id)?.title.replace(/\s+/gu, ' '), document.headline.replace(/\s+/gu, ' '), id)
      }
    })
  })
}
