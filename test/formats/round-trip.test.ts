import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { channels } from '../../src/channels/list.ts'
import { formats, render } from '../../src/formats/list.ts'
import { escapeHtml, parseMarkup, textContent } from '../../src/formats/markup.ts'
import { findForbiddenCharacter } from '../../src/languages/characters.ts'
import { toBodyHtml } from '../../src/releases/body.ts'
import { hardTexts } from './hard-texts.ts'
import { bodyOfNewsml, makeDocument, readSample, visibleText } from './sample.ts'

const decode = ({ bytes }: { bytes: Uint8Array }) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)

for (const [language, text] of Object.entries(hardTexts)) {
  test(`every character survives every format: ${language}`, () => {
    const tag = language === 'x' ? 'en' : language
    const sources = [
      { format: 'text', content: text },
      { format: 'html', content: `<p>${escapeHtml(text)}</p>` },
    ] as const
    for (const source of sources) {
      const { html, removed } = toBodyHtml(source)
      assert.deepEqual(removed, [])
      assert.equal(textContent(parseMarkup(html)), text)
      const document = makeDocument(tag, html, { lead: '' })
      assert.equal(decode(render('text', document)), `Headline\n\n${text}\n`)
      assert.ok(textContent(parseMarkup(decode(render('html', document)))).includes(text))
      const { bodies } = z
        .object({ bodies: z.array(z.object({ value: z.string() })) })
        .parse(JSON.parse(decode(render('ninjs', document))))
      assert.equal(textContent(parseMarkup(bodies[0]?.value ?? '')), text)
      assert.equal(bodies[1]?.value, text)
    }
  })
}

const samples = [
  { name: 'businesswire-newsml-20130515006361.xml', language: 'en' },
  { name: 'businesswire-newsml-20130605006126.xml', language: 'zh-Hant' },
]

for (const { name, language } of samples) {
  test(`a real release survives whole: ${name}`, (t) => {
    const xml = readSample(name)
    if (xml === undefined) return t.skip('no samples here')
    // Its closing quotes went through the wrong encoding and left half a character behind.
    const content = bodyOfNewsml(xml).replaceAll('â€\u009d', '”')
    assert.ok(content.length > 2000)
    assert.equal(findForbiddenCharacter(content), undefined)
    const { html } = toBodyHtml({ format: 'html', content })
    const submitted = visibleText(content)
    assert.equal(visibleText(html), submitted)
    const document = makeDocument(language, html, { lead: '' })
    assert.ok(visibleText(decode(render('html', document))).endsWith(submitted))
    const printed = squeeze(decode(render('text', document)).replace('Headline', ''))
    assert.equal(squeeze(printed.replace(/ \(https?:[^\s)]+\)|•/g, '')), squeeze(submitted))
    assert.deepEqual(linksOf(html), linksOf(content))
  })
}

for (const { key } of formats) {
  test(`what a later version is and asks for stands before the first word of its story: ${key}`, () => {
    const notice = { label: 'Correction', text: 'It replaces the first.' }
    const first = decode(render(key, makeDocument('en', '<p>Lead.</p>')))
    const later = decode(render(key, makeDocument('en', '<p>Lead.</p>', { version: 2, versionKind: 'correction', notice })))
    const line = `${notice.label}: ${notice.text}`
    assert.ok(!first.includes(line))
    // In a format with keys the story is what stands in its own: a note beside it does not count.
    const story = later.slice(later.search(/"bodies":|"articleBody":|<inlineXML|<body[ >.]|^<div |^Correction/m))
    assert.ok(story.includes(line))
    assert.ok(story.indexOf(line) < story.indexOf('Lead.'))
  })
}

test('every format tells an embargo but the story for a site that waits for its end, and goes nowhere else', () => {
  const document = makeDocument('en', '<p>Lead.</p>', { embargoUntil: new Date('2026-12-02T00:00:00Z') })
  const telling = formats
    .filter(({ key }) => /2026-?12-?02T|December 2, 2026/.test(decode(render(key, document))))
    .map(({ key }) => key)
  const sent = channels.filter(({ key }) => key !== 'wordpress').flatMap(({ formats: offered }) => offered)
  assert.deepEqual(
    formats.map(({ key }) => key).filter((key) => !telling.includes(key)),
    ['html-story'],
  )
  assert.ok(!sent.includes('html-story'))
})

test('the same document gives the same bytes', () => {
  for (const { key } of formats) {
    const document = makeDocument('ja', '<p>本文</p>')
    assert.deepEqual(render(key, document), render(key, document))
  }
})

test('a format that does not exist is a bug, and says where to add it', () => {
  assert.throws(() => render('pdf', makeDocument('en', '<p>x</p>')), /no format pdf/)
})

function squeeze(text: string): string {
  return text.replace(/[\t\n ]+/g, ' ').trim()
}

function linksOf(html: string): string[] {
  return [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href)
}
