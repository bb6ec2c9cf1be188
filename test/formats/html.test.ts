import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storyHtml } from '../../src/formats/html.ts'
import { render } from '../../src/formats/list.ts'
import { toBodyHtml } from '../../src/releases/body.ts'
import { makeDocument, visibleText } from './sample.ts'

const write = (document: Parameters<typeof render>[1]) => new TextDecoder().decode(render('html', document).bytes)

test('a page says its language and direction, and is UTF-8', () => {
  const page = write(makeDocument('ar', '<p>نص</p>', { headline: 'عنوان' }))
  assert.match(page, /^<!doctype html>\n<html lang="ar" dir="rtl">/)
  assert.match(page, /<meta charset="utf-8">/)
  assert.match(page, /<div lang="ar" dir="rtl" style="/)
  assert.match(page, /<title>عنوان<\/title>/)
})

test('a page links to the other languages of its release', () => {
  const alternates = [{ language: 'zh-Hant', uri: 'urn:dateline:x:zh-Hant', headline: '「標題」 & more' }]
  const page = write(makeDocument('en', '<p>x</p>', { alternates }))
  assert.match(page, /<link rel="alternate" hreflang="zh-Hant" href="urn:dateline:x:zh-Hant" title="「標題」 &amp; more">/)
  // Where the issuer shows them, each leads there, its own language too.
  const shown = {
    canonicalUrl: 'https://acme.example/en',
    alternates: alternates.map((one) => ({ ...one, canonicalUrl: 'https://acme.example/zh' })),
  }
  const links = [...write(makeDocument('en', '<p>x</p>', shown)).matchAll(/hreflang="([^"]+)" href="([^"]+)"/g)]
  assert.deepEqual(
    links.map(([, language, href]) => [language, href]),
    [
      ['en', 'https://acme.example/en'],
      ['zh-Hant', 'https://acme.example/zh'],
    ],
  )
})

test('markup in any part of a document is text', () => {
  const bad = '<script>alert("1")</script>&amp;'
  const shown = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;'
  const page = write(
    makeDocument('en', '<p>x</p>', {
      headline: bad,
      subheadline: bad,
      lead: bad,
      dateline: { place: bad, date: bad, text: bad },
      boilerplate: bad,
      disclaimer: bad,
      wireBoilerplate: bad,
      sectors: [{ key: 'x', label: bad }],
      contacts: [{ name: bad, email: `"><b>@x.example`, phone: '"><i>+1' }],
    }),
  )
  assert.doesNotMatch(page, /<script|<b>|<i>/)
  // The title and the heading, then one each for what surrounds the body: nothing was lost on the way.
  assert.equal(page.split(shown).length - 1, 10)
})

test('the lead opens the first paragraph, inside its markup', () => {
  assert.match(write(makeDocument('en', '<p dir="rtl"> <em> x</em></p>')), /<p dir="rtl">\(SeaPRwire\) – <em>x<\/em><\/p>/)
})

test('embargo, headline, subheadline and story follow each other', () => {
  const said = { machineTranslated: 'By a machine.', disclaimer: 'Disclaimer.' }
  const over = { headline: 'Head', subheadline: 'Sub', embargoUntil: new Date('2026-12-01T05:00:00Z'), ...said }
  const text = visibleText(write(makeDocument('en', '<p>Body.</p>', over)).replace(/^.*<\/head>/s, ''))
  assert.equal(text, 'Embargoed until December 1, 2026 at 05:00 UTC Head Sub (SeaPRwire) – Body. By a machine. Disclaimer.')
})

test('a fragment for the pages of others carries language and direction', () => {
  const { html } = toBodyHtml({ format: 'text', content: 'שלום' })
  assert.equal(storyHtml(makeDocument('he', html)), '<div lang="he" dir="rtl"><p>(SeaPRwire) – שלום</p></div>')
})

test('a telephone number reads left to right in a text that does not', () => {
  const page = write(makeDocument('ar', '<p>نص</p>', { contacts: [{ name: 'علي', phone: '+971 4 123' }] }))
  assert.match(page, /<a href="tel:\+9714123" dir="ltr">\u2068\+971 4 123\u2069<\/a>/)
  assert.match(write(makeDocument('en', '<p>Text</p>', { contacts: [{ name: 'Ali', phone: '+971 4 123' }] })), />\+971 4 123</)
})
