import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { Document } from '../../src/formats/document.ts'
import { feedFormats } from '../../src/formats/feeds/list.ts'
import { fileBlocks, pictureBlocks } from '../../src/formats/files.ts'
import { formats, render } from '../../src/formats/list.ts'
import { escapeHtml, parseMarkup, textContent } from '../../src/formats/markup.ts'
import { storyParts } from '../../src/formats/story.ts'
import { type BodySource, toBodyHtml } from '../../src/releases/body.ts'
import { everyDocument } from './documents.ts'
import { feedHead, toEntry } from './feed-documents.ts'
import { hardTexts } from './hard-texts.ts'
import { feedReaders, keepMarkup, readers } from './readers.ts'
import { bodyOfNewsml, makeDocument, readSample } from './sample.ts'
import { whyNoParser } from './xml-oracle.ts'

const write = (key: string, document: Document) =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(render(key, document).bytes)
const read = (key: string, document: Document) => (readers[key] ?? assert.fail(`nothing reads ${key}`))(write(key, document))

test('every format can be read back', () => {
  assert.deepEqual(Object.keys(readers).sort(), formats.map(({ key }) => key).sort())
})

for (const { key } of formats) {
  test(`a parser of others reads the same characters out of ${key}`, (t) => {
    const why = whyNoParser()
    if (why) return t.skip(why)
    for (const [language, text] of Object.entries(hardTexts)) {
      const { html } = toBodyHtml({ format: 'html', content: `<p>${escapeHtml(text)}</p>` })
      const printed = read(key, makeDocument(language === 'x' ? 'en' : language, html, { lead: '' }))
      if (key === 'html' || key === 'text') assert.ok(printed.includes(text), `${language}: ${printed}`)
      else assert.equal(printed, text)
    }
  })
}

for (const key of keepMarkup) {
  test(`every part of the story is in ${key}, whatever its markup, in its order`, (t) => {
    const why = whyNoParser()
    if (why) return t.skip(why)
    for (const { name, document } of everyDocument()) {
      const blocks = storyParts(document).flatMap((part) => part.blocks)
      // NITF allows ruby nowhere: what it says stands in parentheses.
      const said = key === 'nitf' ? textContent(blocks).replace('東京とうきょう', '東京(とうきょう)') : textContent(blocks)
      // A page prints the files under the story; elsewhere they have places of their own.
      const files = key === 'html' ? textContent([...pictureBlocks(document), ...fileBlocks(document)]) : ''
      assert.ok(unspaced(read(key, document)).endsWith(unspaced(said + files)), name)
    }
  })
}

test('headline, subheadline and summary are in every format that has a place for them', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  for (const [language, text] of Object.entries(hardTexts)) {
    const document = makeDocument(language === 'x' ? 'en' : language, '<p>x</p>', {
      headline: text,
      subheadline: text,
      summary: text,
    })
    for (const key of ['newsml-g2', 'nitf']) {
      assert.equal(write(key, document).split(xmlText(text)).length - 1, key === 'nitf' ? 4 : 5, `${key} ${language}`)
    }
    const item: unknown = JSON.parse(write('json-ld', document))
    assert.partialDeepStrictEqual(item, { headline: text, alternativeHeadline: text, abstract: text })
    assert.partialDeepStrictEqual(JSON.parse(write('ninjs-2.2', document)), { title: text, headlines: [{}, { value: text }] })
  }
})

// The closing quotes of one went through a wrong encoding and left half a character behind.
const repaired = (xml: string) => bodyOfNewsml(xml).replaceAll('â€\u009d', '”')
const bodyOfNinjs = (json: string) =>
  z.object({ bodies: z.array(z.object({ value: z.string() })) }).parse(JSON.parse(json)).bodies[0]?.value ?? ''

const samples: { name: string; language: string; format: BodySource['format']; bodyOf(file: string): string }[] = [
  { name: 'businesswire-newsml-20130515006361.xml', language: 'en', format: 'html', bodyOf: repaired },
  { name: 'businesswire-newsml-20130605006126.xml', language: 'zh-Hant', format: 'html', bodyOf: repaired },
  { name: 'businesswire-ninjs-20130605006126.json', language: 'zh-Hant', format: 'html', bodyOf: bodyOfNinjs },
  { name: 'seapr-wire-arabic-release.txt', language: 'ar', format: 'text', bodyOf: (file) => file },
]

for (const { name, language, format, bodyOf } of samples) {
  test(`a real release goes into every format and comes out whole: ${name}`, (t) => {
    const file = readSample(name)
    const why = file === undefined ? 'there are no samples here' : whyNoParser()
    if (file === undefined || why) return t.skip(why)
    const content = bodyOf(file)
    const submitted = format === 'html' ? textContent(parseMarkup(content)) : content
    assert.ok(submitted.length > 100)
    const document = makeDocument(language, toBodyHtml({ format, content }).html, { lead: '' })
    for (const { key } of formats) {
      const bare = keepMarkup.includes(key) ? unspaced : withoutMarks
      assert.equal(bare(read(key, document)).replace(/^Headline/, ''), bare(submitted), key)
    }
    for (const [key, feed] of Object.entries(feedFormats)) {
      const written = feed.write(feedHead, [toEntry({ name, document })])
      assert.equal(unspaced(feedReaders[key]?.(written) ?? assert.fail(`nothing reads ${key}`)), unspaced(submitted), key)
    }
  })
}

function unspaced(text: string): string {
  return text.replace(/[\t\n\f\r ]+/g, '')
}

/** What plain text adds of its own, left out on both sides: the addresses of links, bullets, bars between cells. */
function withoutMarks(text: string): string {
  return unspaced(text.replace(/ \(https?:[^\s)]+\)|[•|]/g, ''))
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
