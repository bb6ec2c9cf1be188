import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { Document } from '../../src/formats/document.ts'
import { render } from '../../src/formats/list.ts'
import { storyParagraphs } from '../../src/formats/text.ts'
import { everyDocument, fullDocument, hostileDocument, hostileText } from './documents.ts'
import { makeDocument } from './sample.ts'
import { openVocabulary, vocabularyPath } from './schema-org.ts'

const print = (document: Document) => new TextDecoder().decode(render('json-ld', document).bytes)
const write = (document: Document) => z.looseObject({}).parse(JSON.parse(print(document)))

test("schema.org's vocabulary refuses what is not in it", (t) => {
  const check = openVocabulary()
  if (!check) return t.skip(`there is no ${vocabularyPath} in the conformance material`)
  const article = (over: object) => check({ '@type': 'NewsArticle', ...over })
  assert.deepEqual(article({ headline: 'x', wordCount: 3, datePublished: '2026-12-01T05:00:00Z' }), [])
  assert.deepEqual(article({ headlines: 'x' }), ['there is no property headlines'])
  assert.deepEqual(article({ tickerSymbol: 'x' }), ['NewsArticle has no tickerSymbol'])
  assert.deepEqual(article({ publisher: { '@type': 'Place' } }), ['publisher is no Place'])
  assert.deepEqual(article({ datePublished: 'today' }), ['datePublished is not today'])
})

test("schema.org's vocabulary has every type and property of every kind of document in every language", (t) => {
  const check = openVocabulary()
  if (!check) return t.skip(`there is no ${vocabularyPath} in the conformance material`)
  const documents = everyDocument()
  for (const { name, document } of documents) assert.deepEqual(check(write(document)), [], name)
  t.diagnostic(`${documents.length} documents against schema.org 30.0`)
})

test('hostile text stays text, and closes no script', () => {
  const printed = print(hostileDocument('en'))
  assert.doesNotMatch(printed, /</)
  assert.partialDeepStrictEqual(JSON.parse(printed), { headline: hostileText, author: [{ name: hostileText }] })
})

test("an article has what Google's guide recommends: headline, pictures, dates with their zone, authors of a type", () => {
  const article = write(fullDocument('ar'))
  assert.partialDeepStrictEqual(article, {
    '@type': 'NewsArticle',
    headline: fullDocument('ar').headline,
    image: ['https://acme.example/a.png?b=1&c=2'],
    datePublished: '2026-12-01T05:00:00.000Z',
    dateModified: '2026-12-01T05:00:00.000Z',
    author: [{ '@type': 'Organization', name: 'Provider' }],
    publisher: { '@type': 'Organization', name: 'SeaPRwire', url: 'https://www.seaprwire.com/' },
  })
})

test('an article says for whom it speaks, what it is about, and in which other languages it is', () => {
  const article = write(fullDocument('ar'))
  assert.partialDeepStrictEqual(article, {
    '@id': 'urn:dateline:019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f:ar',
    inLanguage: 'ar',
    articleBody: storyParagraphs(fullDocument('ar')).join('\n\n'),
    abstract: 'Short & sweet.',
    dateline: 'Dubai, December 1, 2026 –',
    about: [{ termCode: 'finance', sameAs: 'http://cv.iptc.org/newscodes/mediatopic/04000000' }, { termCode: 'top-story' }],
    keywords: ['Finance & more', 'Top Story'],
    sourceOrganization: [
      { '@type': 'Corporation', tickerSymbol: ['XDFM:ACME', 'XHKG:0700'], contactPoint: [{ name: 'Eva' }, { name: 'Desk' }] },
      { '@type': 'Corporation', identifier: [{ propertyID: 'ISIN', value: 'DE0007164600' }] },
      { '@type': 'Organization' },
    ],
  })
  const { workTranslation } = z.object({ workTranslation: z.array(z.unknown()) }).parse(article)
  assert.equal(workTranslation.length, 14)
  const alternates = [{ language: 'de', uri: 'urn:dateline:x:de', headline: 'Titel', canonicalUrl: 'https://acme.example/de' }]
  assert.partialDeepStrictEqual(write(makeDocument('en', '<p>x</p>', { alternates })), {
    workTranslation: [{ '@id': 'urn:dateline:x:de', url: 'https://acme.example/de', inLanguage: 'de' }],
  })
})

test('an embargo is when it is published; a later version says when it was changed; a kill has ended', () => {
  const embargoUntil = new Date('2026-12-02T00:00:00Z')
  const embargoed = write(makeDocument('en', '<p>x</p>', { embargoUntil }))
  assert.partialDeepStrictEqual(embargoed, { datePublished: '2026-12-02T00:00:00.000Z' })
  assert.partialDeepStrictEqual(embargoed, { usageInfo: [{ text: 'Embargoed until December 2, 2026 at 00:00 UTC' }] })
  const update = write(makeDocument('en', '<p>x</p>', { version: 2, versionKind: 'update' }))
  assert.equal('datePublished' in update, false)
  assert.partialDeepStrictEqual(update, { version: 2, dateModified: '2026-12-01T05:00:00.000Z' })
  const kill = write(makeDocument('en', '<p>x</p>', { version: 2, versionKind: 'kill' }))
  assert.partialDeepStrictEqual(kill, { creativeWorkStatus: 'Obsolete', expires: '2026-12-01T05:00:00.000Z' })
})

test('what a machine translated says so', () => {
  const machineTranslated = 'By a machine.'
  assert.partialDeepStrictEqual(write(makeDocument('en', '<p>x</p>', { machineTranslated })), {
    creditText: machineTranslated,
    digitalSourceType: 'https://schema.org/TrainedAlgorithmicMediaDigitalSource',
  })
})
