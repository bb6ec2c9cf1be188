import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Document } from '../../src/formats/document.ts'
import { render } from '../../src/formats/list.ts'
import { storyParagraphs } from '../../src/formats/text.ts'
import { houses } from '../../src/languages/houses.ts'
import { asXmlText, everyDocument, fullDocument, hostileDocument, hostileText } from './documents.ts'
import { conformancePath, makeDocument, readIfThere } from './sample.ts'
import { attributesOf, type DomNode, find, parseXml, textsOf, validateXml, whyNoParser, whyNoSchema } from './xml-oracle.ts'

const folder = 'newsml-g2'
const schema = `${folder}/NewsML-G2_2.35-spec-All-Power.xsd`
const sample = `${folder}/LISTING_27_Company_Financial_Information.xml`
const write = (document: Document) => new TextDecoder('utf-8', { fatal: true }).decode(render('newsml-g2', document).bytes)
const validate = (files: { name: string; xml: string }[]) => validateXml(schema, ['xml.xsd'], files)

test("the Power schema takes the standard's own sample and refuses what is wrong in it", async (t) => {
  const why = whyNoSchema(schema)
  if (why) return t.skip(why)
  const xml = readIfThere(conformancePath(sample)) ?? assert.fail('no sample')
  assert.deepEqual(await validate([{ name: 'sample.xml', xml }]), [])
  const wrong = xml.replace('<itemClass qcode="ninat:text" />', '')
  assert.notDeepEqual(await validate([{ name: 'wrong.xml', xml: wrong }]), [])
})

test('the Power schema takes every kind of document in every language', async (t) => {
  const why = whyNoSchema(schema)
  if (why) return t.skip(why)
  const files = everyDocument().map(({ name, document }) => ({ name: `${name}.xml`, xml: write(document) }))
  assert.ok(files.length >= 15 * 9)
  assert.deepEqual(await validate(files), [])
  t.diagnostic(`${files.length} documents against ${schema}`)
})

test('hostile text stays text, and the file valid', async (t) => {
  const why = whyNoSchema(schema) ?? whyNoParser()
  if (why) return t.skip(why)
  const files = houses.map(({ language }) => ({ name: `${language}.xml`, xml: write(hostileDocument(language)) }))
  assert.deepEqual(await validate(files), [])
  for (const { xml } of files) {
    assert.doesNotMatch(xml, /<script|<!--/)
    assert.equal(textsOf(find(parseXml(xml), 'contentMeta'), 'headline')[0], asXmlText(hostileText))
    assert.deepEqual(attributesOf(find(parseXml(xml), 'link'), 'title'), [asXmlText(hostileText)], 'line ends in attributes, too')
  }
})

test('an item says what it is, for whom it speaks and how to reach them', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const over = { version: 2, versionKind: 'correction', embargoUntil: new Date('2026-12-02T00:00:00Z') } as const
  const item = find(parseXml(write(fullDocument('ar', over))), 'newsItem')
  assert.deepEqual(attributesOf(item, 'guid', 'version', 'standardversion', 'conformance', 'xml:lang', 'dir'), [
    'urn:dateline:019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f:ar',
    '2',
    '2.35',
    'power',
    'ar',
    'rtl',
  ])
  assert.deepEqual(textsOf(item, 'versionCreated'), ['2026-12-01T05:00:00.000Z'])
  assert.deepEqual(textsOf(item, 'firstCreated'), [], 'when the first version came is not known of a later one')
  assert.deepEqual(textsOf(item, 'embargoed'), ['2026-12-02T00:00:00.000Z'])
  assert.deepEqual(attributesOf(find(item, 'signal'), 'qcode'), ['sig:correction'])
  assert.match(textsOf(item, 'edNote')[0] ?? '', /^CORRECTION: version 2 replaces/)
  assert.deepEqual(textsOf(item, 'urgency'), ['4'])
  assert.deepEqual(textsOf(item, 'by'), ['Provider'])
  assert.deepEqual(textsOf(item, 'infoSource'), ['ACME & Söhne', 'Apex', 'أكمي', 'Provider'])
  assert.deepEqual(textsOf(find(item, 'contentMeta'), 'dateline'), ['Dubai, December 1, 2026 – '])
  const translated = [...item.getElementsByTagName('link')].filter((link) => link.getAttribute('xml:lang'))
  const links = translated.map((link) => attributesOf(link, 'rel', 'residref', 'xml:lang'))
  assert.equal(links.length, 14)
  assert.deepEqual(links[0], ['irel:seeAlso', 'urn:dateline:x:en', 'en'])
})

test('subjects are Media Topics by their URI, sectors and issuers by their literals; facts are asserted of those', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const item = parseXml(write(fullDocument('en')))
  const subjects = [...item.getElementsByTagName('subject')].map((one) => attributesOf(one, 'uri', 'literal'))
  assert.deepEqual(subjects, [
    ['http://cv.iptc.org/newscodes/mediatopic/04000000', null],
    [null, 'finance'],
    [null, 'top-story'],
    [null, 'ACME & Söhne'],
    [null, 'Apex'],
    [null, 'أكمي'],
  ])
  const facts = [...item.getElementsByTagName('assert')].map((one) => [
    one.getAttribute('literal'),
    ...[...one.getElementsByTagName('hasInstrument')].map((of) => attributesOf(of, 'symbol', 'market', 'symbolsrc').join(' ')),
  ])
  assert.deepEqual(facts, [
    ['ACME & Söhne', 'ACME mic:XDFM ', 'US0378331005  fisymtype:ISIN', '0700 mic:XHKG '],
    ['Apex', 'APX mic:XETR ', 'DE0007164600  fisymtype:ISIN'],
    ['أكمي'],
  ])
  const [first] = item.getElementsByTagName('assert')
  assert.deepEqual(first && textsOf(first, 'web'), ['https://acme.example/'])
  assert.deepEqual(first && textsOf(first, 'email'), ['eva@acme.example'])
  assert.deepEqual(first && textsOf(first, 'phone'), ['+971 4 123'])
})

test('a kill has the guid of what it kills, a higher version, and is canceled', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const first = parseXml(write(makeDocument('en', '<p>x</p>')))
  const kill = parseXml(write(makeDocument('en', '<p>x</p>', { version: 2, versionKind: 'kill' })))
  const guid = (item: DomNode) => find(item, 'newsItem').getAttribute('guid')
  assert.equal(guid(kill), guid(first))
  assert.deepEqual(attributesOf(find(first, 'pubStatus'), 'qcode'), ['stat:usable'])
  assert.deepEqual(attributesOf(find(kill, 'pubStatus'), 'qcode'), ['stat:canceled'])
  assert.match(textsOf(kill, 'edNote')[0] ?? '', /^KILL: /)
})

test('what a machine translated says so', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const item = parseXml(write(makeDocument('en', '<p>x</p>', { machineTranslated: 'By a machine.' })))
  assert.deepEqual(attributesOf(find(item, 'digitalSourceType'), 'qcode'), ['digsrctype:trainedAlgorithmicMedia'])
  assert.doesNotMatch(write(makeDocument('en', '<p>x</p>')), /digitalSourceType/)
})

test('the story is well-formed XHTML with its language and direction, and its length is told', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const document = makeDocument('ar', '<p>كلمة <strong lang="en">two</strong><br>ثالثة</p>')
  const content = find(parseXml(write(document)), 'inlineXML')
  assert.deepEqual(attributesOf(content, 'contenttype', 'wordcount', 'charcount'), [
    'application/xhtml+xml',
    '4',
    String([...storyParagraphs(document).join('\n\n')].length),
  ])
  const html = find(content, 'html')
  assert.equal(html.namespaceURI, 'http://www.w3.org/1999/xhtml')
  assert.deepEqual(attributesOf(html, 'lang', 'xml:lang', 'dir'), ['ar', 'ar', 'rtl'])
  assert.deepEqual(attributesOf(find(html, 'strong'), 'lang', 'xml:lang'), ['en', 'en'])
  assert.equal(find(html, 'body').textContent, '(SeaPRwire) – كلمة twoثالثة')
})
