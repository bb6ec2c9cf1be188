import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { formats, render } from '../../src/formats/list.ts'
import { escapeHtml, parseMarkup, textContent } from '../../src/formats/markup.ts'
import { findForbiddenCharacter } from '../../src/languages/characters.ts'
import { toBodyHtml } from '../../src/releases/body.ts'
import { bodyOfNewsml, makeDocument, readSample, visibleText } from './sample.ts'

const hard: Record<string, string> = {
  en: 'AT&T’s <b>not bold</b> “5 < 6” & 7 > 2; R&amp;D &copy; "q" \'a\' naïve fi\u00adne 🏳️‍🌈 🇩🇪 👩🏽‍🚀 ½ ﬁ Å Å',
  ko: '한국어 뉴스 각 각 — “따옴표” 100%',
  ja: '東京　（全角）ｶﾀｶﾅ 葛󠄀城 辻󠄀 「引用」・〜',
  ar: 'قال‏ (SeaPRwire) إن 3.5% من https://a.example/?a=1&b=2 كانت ‎+971 4 123‎ “هنا”، كِتَابٌ ـــ لا',
  'zh-Hans': '骨直，简体中文：“引号”、……𠮷𠜎',
  'zh-Hant': '骨直，繁體中文：「引號」、……著',
  vi: 'Tiếng Việt Tiếng Việt ế',
  th: 'ภาษาไทย ก็ น้ำ กำ\u200bกับ',
  id: 'Ber-“kata” 2×3',
  ms: 'Bahasa Melayu بهاس ملايو',
  de: 'Straße\u00a0§\u202f5 „Zitat“ ÄÖÜ ẞ',
  ru: 'Москва́ «кавычки» ё й й',
  fr: '«\u00a0Œuvre\u202f!\u00a0» l’été',
  es: '¿Qué? ¡Año! 1.º',
  pt: 'Ação, coração — 1.ª',
  fa: 'می\u200cخواهم \u2067isolated\u2069 \u2066ltr\u2069',
  hi: 'क्\u200dष क्ष हिन्दी',
  he: 'שָׁלוֹם "world" 12:30',
  x: 'a\u2028b\u2029c\u2060d\ufeffe\u00a0\u00a0f\u3000g\ttab  two spaces',
}

const decode = ({ bytes }: { bytes: Uint8Array }) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)

for (const [language, text] of Object.entries(hard)) {
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
