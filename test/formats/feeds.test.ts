import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { Document } from '../../src/formats/document.ts'
import { writeAtom } from '../../src/formats/feeds/atom.ts'
import type { FeedEntry } from '../../src/formats/feeds/feed.ts'
import { writeJsonFeed } from '../../src/formats/feeds/json-feed.ts'
import { writeRss } from '../../src/formats/feeds/rss.ts'
import { escapeHtml, parseMarkup, textContent } from '../../src/formats/markup.ts'
import { embargoLine } from '../../src/formats/story.ts'
import { houses } from '../../src/languages/houses.ts'
import { toBodyHtml } from '../../src/releases/body.ts'
import { childrenOf, childText, findAtomFaults, validateAtom, whyNoJing } from './atom-oracle.ts'
import { attachments, fullDocument } from './documents.ts'
import { everyFeed, feedHead, toEntry, writeFeeds } from './feed-documents.ts'
import { findNumberFaults, readNumbers } from './feed-number.ts'
import { findArticleFaults } from './google-article.ts'
import { hardTexts } from './hard-texts.ts'
import { findJsonFeedFaults } from './json-feed-oracle.ts'
import { findRssFaults } from './rss-oracle.ts'
import { makeDocument } from './sample.ts'
import { attributesOf, type DomNode, find, parseXml, textsOf, whyNoParser } from './xml-oracle.ts'

const Items = z.object({
  items: z.array(z.looseObject({ title: z.string(), content_html: z.string(), content_text: z.string() })),
})
const readJson = (entries: FeedEntry[]) => Items.parse(JSON.parse(writeJsonFeed(feedHead, entries))).items
const readXml = (text: string, name: string): DomNode[] => [...parseXml(text).getElementsByTagName(name)]
const bodyOf = (html: string) => textContent(parseMarkup(html))

/** What a reader of each kind of feed takes for title and story. */
function readEverywhere(entries: FeedEntry[]): { title: string; html: string }[] {
  const [atom] = readXml(writeAtom(feedHead, entries), 'entry')
  const [rss] = readXml(writeRss(feedHead, entries), 'item')
  const [json] = readJson(entries)
  assert.ok(atom && rss && json)
  return [
    { title: childText(atom, 'title'), html: childText(atom, 'content') },
    { title: childText(rss, 'title'), html: childText(rss, 'content:encoded') },
    { title: json.title, html: json.content_html },
  ]
}

const entryOf = (document: Document, over: Partial<FeedEntry> = {}) => toEntry({ name: 'one', document }, over)

test('every kind of feed keeps the rules of its format', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  for (const { name, text } of writeFeeds(writeAtom)) assert.deepEqual(findAtomFaults(text), [], name)
  for (const { name, text } of writeFeeds(writeRss)) {
    assert.deepEqual([...findRssFaults(text), ...findNumberFaults(text)], [], name)
  }
  for (const { name, text } of writeFeeds(writeJsonFeed)) assert.deepEqual(findJsonFeedFaults(text), [], name)
})

test('the schema of Atom takes every feed, and refuses what is wrong', (t) => {
  const why = whyNoJing()
  if (why) return t.skip(why)
  assert.deepEqual(validateAtom(writeFeeds(writeAtom)), [])
  const text = writeAtom(feedHead, [entryOf(fullDocument('en'))])
  const wrong = [
    text.replaceAll('updated>', 'changed>'),
    text.replace('<id>', '<id>x</id><id>'),
    text.replace('2026-12-03T', '2026-12-03 '),
  ]
  const minded = validateAtom(wrong.map((one, at) => ({ name: `wrong-${at}`, text: one }))).join('\n')
  for (const at of wrong.keys()) assert.match(minded, new RegExp(`wrong-${at}`))
})

test('the checkers of rules refuse what breaks them', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const entries = ['en', 'ar'].map((language) => entryOf(fullDocument(language)))
  const [atom, rss, json] = [writeAtom, writeRss, writeJsonFeed].map((write) => write(feedHead, entries))
  const alternate = '<link rel="alternate" type="text/html" hreflang="en" href="https://news.example/other"/>'
  assert.deepEqual(findAtomFaults(atom?.replace(':ar</id>', ':en</id>') ?? ''), ['two entries have one id'])
  assert.deepEqual(findAtomFaults(atom?.replace('<author>', `${alternate}<author>`) ?? ''), [
    'an entry has two alternates of one type and language',
  ])
  assert.deepEqual(findRssFaults(rss?.replace('length="2400000"', 'length="2.4 MB"') ?? ''), [
    'an enclosure has no length in bytes',
  ])
  assert.deepEqual(findRssFaults(rss?.replace(' GMT</pubDate>', '</pubDate>') ?? ''), ['pubDate is no date of RFC 822'])
  assert.deepEqual(
    findRssFaults(rss?.replace('isPermaLink="false"', 'isPermaLink="true"').replace('>urn:dateline', '>x y') ?? ''),
    ['a guid that is a permalink is no URL'],
  )
  assert.deepEqual(findJsonFeedFaults(json?.replace('"_dateline":', '"dateline":') ?? ''), [
    'items.0: there is no field dateline',
  ])
  assert.equal(findJsonFeedFaults(json?.replace('"date_published":"', '"date_published":"on ') ?? '').length, 1)
  const article = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: 'x',
    dateModified: '2026-12-01T05:00:00Z',
  }
  const publisher = { '@type': 'Organization', name: 'SeaPRwire' }
  assert.deepEqual(findArticleFaults({ ...article, publisher }), [])
  assert.equal(findArticleFaults({ ...article, publisher, dateModified: 'today' }).length, 1)
  assert.equal(findArticleFaults({ ...article, publisher, author: { '@type': 'Person', name: 'By Eva' } }).length, 1)
})

test('an entry says its language and its direction, in a feed of fifteen languages', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const entries = houses.map(({ language }) => entryOf(fullDocument(language)))
  const atom = readXml(writeAtom(feedHead, entries), 'entry')
  const rss = readXml(writeRss(feedHead, entries), 'item')
  const json = readJson(entries)
  for (const [at, { language, direction }] of houses.entries()) {
    const [entry, item, own] = [atom[at], rss[at], json[at]]
    assert.ok(entry && item && own)
    assert.equal(entry.getAttribute('xml:lang'), language)
    assert.equal(childText(item, 'dc:language'), language)
    assert.equal(own.language, language)
    const opening = `<div lang="${language}" dir="${direction}">`
    for (const html of [childText(entry, 'content'), childText(item, 'content:encoded'), own.content_html]) {
      assert.ok(html.startsWith(opening))
    }
    const related = childrenOf(entry, 'link').filter((link) => link.getAttribute('rel') === 'related')
    assert.equal(related.length, houses.length - 1)
    assert.ok(related.every((link) => link.getAttribute('hreflang') !== language))
  }
})

test('every character of a text is in every feed, in titles, too', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  for (const [language, text] of Object.entries(hardTexts)) {
    const { html } = toBodyHtml({ format: 'html', content: `<p>${escapeHtml(text)}</p>` })
    const document = makeDocument(language === 'x' ? 'en' : language, html, { lead: '', headline: text, summary: text })
    for (const read of readEverywhere([entryOf(document)])) {
      assert.equal(read.title, text)
      assert.equal(bodyOf(read.html), text)
    }
  }
})

test('one that is withdrawn says so in its title and its story, and keeps nothing of what it said', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  for (const { language, phrases } of houses) {
    const notice = { label: phrases.kill, text: phrases.withdrawn }
    const story = { summary: 'The summary.', headline: 'The headline', bodyHtml: '<p>The story.</p>' }
    const old = entryOf(fullDocument(language, story), { withdrawn: true })
    const kill = entryOf(
      makeDocument(language, '<p>Said otherwise.</p>', {
        headline: 'The headline',
        version: 2,
        versionKind: 'kill',
        notice,
        attachments,
      }),
    )
    for (const [entry, lines] of [
      [old, 1],
      [kill, 2],
    ] as const) {
      for (const { title, html } of readEverywhere([entry])) {
        assert.ok(title.startsWith(phrases.kill) && title.endsWith('The headline'), title)
        assert.ok(bodyOf(html).startsWith(phrases.kill) && bodyOf(html).includes(phrases.withdrawn))
        assert.equal(html.split('<p>').length - 1, lines, 'a notice in words of its own stands under the line')
      }
      for (const write of [writeAtom, writeRss, writeJsonFeed]) {
        const written = write(feedHead, [entry])
        assert.doesNotMatch(written, /The story|The summary|files\.example|rel="related"|SeaPRwire\) –/)
      }
    }
  }
})

test('a correction opens with what it is; a note to desks is in no feed', () => {
  const notice = { label: 'Correction', text: 'Replaces.' }
  const over = { version: 2, versionKind: 'correction', notice, deskNote: 'Only for the desk.' } as const
  const entry = entryOf(makeDocument('en', '<p>Text</p>', over))
  for (const { html } of readEverywhere([entry])) assert.match(html, /<strong>Correction: Replaces\.<\/strong>.*Text/)
  for (const write of [writeAtom, writeRss, writeJsonFeed]) assert.doesNotMatch(write(feedHead, [entry]), /Only for the desk/)
})

test('an embargoed story opens with its embargo in every feed, before what a later version says, and where it is summed up', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const embargoUntil = new Date('2026-12-02T00:00:00Z')
  for (const { language, phrases } of houses) {
    const notice = { label: phrases.update, text: phrases.replaces }
    const over = { embargoUntil, versionKind: 'update', notice, summary: 'In short.' } as const
    const entry = entryOf(fullDocument(language, over))
    const line = embargoLine(entry.document) ?? assert.fail('no line')
    for (const { html } of readEverywhere([entry])) assert.ok(bodyOf(html).startsWith(`${line}${phrases.update}`), language)
    const [json = assert.fail('no item')] = readJson([entry])
    assert.ok(json.content_text.startsWith(`${line}\n\n${phrases.update}`), language)
    assert.equal(json.summary, `${line}\nIn short.`)
    assert.partialDeepStrictEqual(json, { _dateline: { embargoUntil: '2026-12-02T00:00:00.000Z' } })
    for (const write of [writeAtom, writeRss]) assert.equal(write(feedHead, [entry]).split(line).length - 1, 2, language)
    const withdrawn = entryOf(entry.document, { withdrawn: true })
    for (const { html } of readEverywhere([withdrawn])) assert.ok(!html.includes(line))
  }
})

test('files are enclosures, sectors categories, issuers authors; ids and instants are those of the entry', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const entry = entryOf(fullDocument('en'))
  const [atom] = readXml(writeAtom(feedHead, [entry]), 'entry')
  const [rss] = readXml(writeRss(feedHead, [entry]), 'item')
  assert.ok(atom && rss)
  const enclosures = childrenOf(atom, 'link').filter((link) => link.getAttribute('rel') === 'enclosure')
  assert.deepEqual(
    enclosures.map((link) => attributesOf(link, 'href', 'type', 'length')),
    attachments.map(({ url, contentType, sizeBytes }) => [url, contentType, sizeBytes === undefined ? null : String(sizeBytes)]),
  )
  assert.deepEqual(attributesOf(find(rss, 'enclosure'), 'url', 'length', 'type'), [attachments[0]?.url, '2400000', 'image/jpeg'])
  assert.deepEqual(attributesOf(find(atom, 'category'), 'term', 'label'), ['finance', 'Finance & more'])
  assert.deepEqual(textsOf(rss, 'category'), ['Finance & more', 'Top Story'])
  assert.equal(find(atom, 'name').textContent, 'Provider')
  assert.equal(childText(atom, 'rights'), '© 2026 ACME & Söhne')
  assert.deepEqual([childText(atom, 'id'), childText(rss, 'guid')], [entry.id, entry.id])
  assert.deepEqual(
    [childText(atom, 'published'), childText(atom, 'updated')],
    ['2026-12-01T05:00:00.000Z', '2026-12-03T00:00:00.000Z'],
  )
  assert.equal(childText(rss, 'pubDate'), 'Tue, 01 Dec 2026 05:00:00 GMT')
  assert.partialDeepStrictEqual(readJson([entry])[0], {
    id: entry.id,
    url: 'https://news.example/one',
    external_url: 'https://acme.example/news/1?a=1&b=2',
    authors: [{ name: 'Provider' }],
    tags: ['Finance & more', 'Top Story'],
    image: attachments[0]?.url,
    attachments: [{ mime_type: 'image/jpeg', size_in_bytes: 2_400_000 }],
    date_modified: '2026-12-03T00:00:00.000Z',
  })
})

test('an entry has its number in a namespace of our own, and in what extends a JSON Feed; one that nobody counts has none', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const entries = [entryOf(fullDocument('en'), { sequence: 17 }), entryOf(fullDocument('ar'))]
  const expected = ['17', undefined]
  assert.deepEqual(readNumbers(writeAtom(feedHead, entries), 'entry'), expected)
  const rss = writeRss(feedHead, entries)
  assert.deepEqual(readNumbers(rss, 'item'), expected)
  assert.deepEqual(findNumberFaults(rss), [])
  assert.deepEqual(findNumberFaults(rss.replace('>17<', '>017<')), ['a number is none'])
  assert.equal(findNumberFaults(rss.replace('xmlns:dateline="urn:dateline:feed"', 'xmlns:dateline="urn:other"')).length, 1)
  const own = readJson(entries).map(({ _dateline }) => Object(_dateline))
  assert.deepEqual(
    own.map((one) => one.sequence),
    [17, undefined],
  )
  assert.ok(!('sequence' in own[1]))
  // One that is called back is a delivery, too, and leaves no gap.
  const [withdrawn] = readJson([entryOf(fullDocument('en'), { sequence: 18, withdrawn: true })])
  assert.partialDeepStrictEqual(withdrawn, { _dateline: { sequence: 18, withdrawn: true } })
})

test('the same entries give the same text', () => {
  for (const write of [writeAtom, writeRss, writeJsonFeed]) {
    for (const { head, entries } of everyFeed()) assert.equal(write(head, entries), write(head, entries))
  }
})
