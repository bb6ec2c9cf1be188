import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Document } from '../../src/formats/document.ts'
import { render } from '../../src/formats/list.ts'
import { houses } from '../../src/languages/houses.ts'
import { toBodyHtml } from '../../src/releases/body.ts'
import { asXmlText, everyDocument, fullDocument, hostileDocument, hostileText } from './documents.ts'
import { makeDocument } from './sample.ts'
import { attributesOf, find, parseXml, textsOf, validateXml, whyNoParser, whyNoSchema } from './xml-oracle.ts'

const schema = 'nitf/nitf-3-6.xsd'
const write = (document: Document) => new TextDecoder('utf-8', { fatal: true }).decode(render('nitf', document).bytes)
const validate = (files: { name: string; xml: string }[]) => validateXml(schema, ['xml.xsd', 'nitf-3-6-ruby-include.xsd'], files)
const contentOf = (html: string) => {
  const xml = write(makeDocument('en', toBodyHtml({ format: 'html', content: html }).html, { lead: '' }))
  return /<block class="body">(.*)<\/block><\/body.content>/s.exec(xml)?.[1]
}

test('the schema refuses what is wrong: there is no sample of the standard here to ask it about', async (t) => {
  const why = whyNoSchema(schema)
  if (why) return t.skip(why)
  const xml = write(makeDocument('en', '<p>x</p>')).replace('<hl1>', '<h1>').replace('</hl1>', '</h1>')
  assert.match((await validate([{ name: 'wrong.xml', xml }])).join('\n'), /h1.*not expected/)
})

test('the schema takes every kind of document in every language', async (t) => {
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
    assert.deepEqual(textsOf(parseXml(xml), 'hl1'), [asXmlText(hostileText)])
    assert.deepEqual(textsOf(parseXml(xml), 'dateline'), [asXmlText(`${hostileText}, ${hostileText} – `)])
  }
})

test('the head says what it is, for whom it speaks and how to reach them', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const over = { version: 2, versionKind: 'correction', embargoUntil: new Date('2026-12-02T00:00:00Z') } as const
  const head = find(parseXml(write(fullDocument('ar', over))), 'head')
  const uri = 'urn:dateline:019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f:ar'
  const note = 'CORRECTION: version 2 replaces every earlier version of this release.'
  const said = (name: string, ...names: string[]) => attributesOf(find(head, name), ...names)
  assert.deepEqual(said('docdata', 'management-status'), ['embargoed'])
  assert.deepEqual(said('doc-id', 'regsrc', 'id-string'), ['SeaPRwire', uri])
  assert.deepEqual(said('du-key', 'key', 'version'), [uri, '2'])
  assert.deepEqual(said('correction', 'info', 'id-string'), [note, uri])
  assert.deepEqual(said('ed-msg', 'msg-type', 'info'), ['correction', note])
  assert.deepEqual(said('urgency', 'ed-urg'), ['4'])
  assert.deepEqual(said('date.issue', 'norm'), ['20261201T050000Z'])
  assert.deepEqual(said('date.release', 'norm'), ['20261202T000000Z'])
  const codes = (name: string) =>
    [...head.getElementsByTagName(name)].map((one) => [
      one.textContent,
      ...[...one.getElementsByTagName('alt-code')].map((code) => attributesOf(code, 'idsrc', 'value').join(' ')),
    ])
  assert.deepEqual(codes('org'), [
    ['ACME & Söhne', 'XDFM ACME', 'ISIN US0378331005', 'XHKG 0700'],
    ['Apex', 'XETR APX', 'ISIN DE0007164600'],
    ['أكمي'],
  ])
  assert.deepEqual(codes('person'), [['Eva', 'email eva@acme.example', 'phone +971 4 123'], ['Desk']])
  assert.equal(codes('virtloc').length, 14)
  const classes = [...head.getElementsByTagName('classifier')].map((one) => attributesOf(one, 'type', 'value').join(' '))
  assert.deepEqual(classes, [
    'genre Press_Release',
    'mediatopic 04000000',
    'sector finance',
    'sector top-story',
    'source contentProvider',
  ])
})

test('an embargo that had ended when the version went out keeps nothing back', () => {
  const embargoUntil = new Date('2026-12-01T04:00:00Z')
  assert.match(write(makeDocument('en', '<p>x</p>', { embargoUntil })), /<docdata management-status="usable">/)
})

test('a kill is canceled, and what a machine translated says so', () => {
  const kill = write(makeDocument('en', '<p>x</p>', { version: 2, versionKind: 'kill' }))
  assert.match(kill, /management-status="canceled"/)
  assert.match(kill, /<ed-msg msg-type="kill" info="KILL: /)
  const translated = write(makeDocument('en', '<p>x</p>', { machineTranslated: 'By a machine.' }))
  assert.match(translated, /value="trainedAlgorithmicMedia">By a machine\.<\/classifier>/)
  assert.match(translated, /<block class="machine-translated"><p>By a machine\.<\/p><\/block>/)
})

test('the head of the body has headline, notes, dateline and abstract; the wire closes it', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const over = { notice: { label: 'Correction', text: 'Replaces.' }, embargoUntil: new Date('2026-12-02T00:00:00Z') }
  const body = find(parseXml(write(fullDocument('en', over))), 'body')
  assert.deepEqual(textsOf(body, 'note')[0], 'Correction: Replaces.')
  assert.match(textsOf(body, 'note')[1] ?? '', /^Embargoed until/)
  assert.deepEqual(textsOf(body, 'distributor'), ['SeaPRwire'])
  assert.deepEqual(textsOf(body, 'byline'), ['Provider'])
  assert.deepEqual(textsOf(body, 'dateline'), ['Dubai, December 1, 2026 – '])
  assert.deepEqual(textsOf(find(body, 'dateline'), 'location'), ['Dubai'])
  assert.deepEqual(attributesOf(find(body, 'story.date'), 'norm'), ['20261201T050000Z'])
  assert.deepEqual(textsOf(body, 'abstract'), ['Short & sweet.'])
  assert.match(write(fullDocument('en')), /<tagline>About the wire\.<br\/>Second line\.<\/tagline>/)
})

test('right-to-left text says so, and so does what stands in it the other way', () => {
  const xml = write(makeDocument('ar', '<p>نص <span dir="ltr" lang="en">text</span></p>'))
  assert.match(xml, /^<\?xml .*\?>\n<nitf [^>]*its:dir="rtl"/)
  assert.match(xml, /<lang xml:lang="en" its:dir="ltr">text<\/lang>/)
})

test('headings, emphases and links keep what they were', () => {
  assert.equal(contentOf('<p>a</p><h2>b</h2><h3>c</h3>'), '<p>a</p><hl2>b</hl2><hl2 class="h3">c</hl2>')
  assert.equal(
    contentOf('<p>H<sub>2</sub>O <strong>b <em>c</em></strong><br><a href="https://a.example/?b&amp;c">d</a></p>'),
    '<p>H<em class="sub">2</em>O <em class="strong">b <em>c</em></em><br/><a href="https://a.example/?b&amp;c">d</a></p>',
  )
  assert.equal(contentOf('<p><ruby>東<rt>とう</rt></ruby></p>'), '<p>東(とう)</p>')
})

test('lists, quotations, tables, pictures and code are those of NITF', () => {
  assert.equal(
    contentOf('<p>x</p><ol start="3"><li>a<ul><li>b</li></ul></li></ol>'),
    '<p>x</p><ol seqnum="3"><li><p>a</p><ul><li>b</li></ul></li></ol>',
  )
  assert.equal(contentOf('<p>x</p><blockquote><p>q</p></blockquote>'), '<p>x</p><bq><block><p>q</p></block></bq>')
  assert.equal(
    contentOf('<p>x</p><table><thead><tr><th colspan="2">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>'),
    '<p>x</p><table><thead><tr><th colspan="2">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
  )
  assert.equal(
    contentOf('<p>x</p><figure><img src="https://a.example/i.png" alt="A"><figcaption>c <em>d</em></figcaption></figure>'),
    '<p>x</p><media media-type="image"><media-reference source="https://a.example/i.png" alternate-text="A"/>' +
      '<media-caption>c <em>d</em></media-caption></media>',
  )
  assert.equal(
    contentOf('<p>x <img src="https://a.example/i.png"> y</p>'),
    '<p>x  y</p><media media-type="image"><media-reference source="https://a.example/i.png"/></media>',
  )
  assert.equal(contentOf('<p>x</p><pre>\n\n  a\n<code>b</code></pre>'), '<p>x</p><pre>\n  a\nb</pre>')
})
