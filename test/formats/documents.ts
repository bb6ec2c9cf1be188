import type { Attachment, Document } from '../../src/formats/document.ts'
import { fillPhrase } from '../../src/languages/house.ts'
import { houseOf, houses } from '../../src/languages/houses.ts'
import { toBodyHtml } from '../../src/releases/body.ts'
import { makeDocument } from './sample.ts'

/** A document with the name under which tests speak of it. */
export type NamedDocument = { name: string; document: Document }

const picture = 'https://acme.example/a.png?b=1&amp;c=2'

/** A body that uses everything that docs/html.md lets stay. */
export const richBody = toBodyHtml({
  format: 'html',
  content: `<h2>Über ½ &amp; more</h2><figure><img src="${picture}" alt="A &lt;chart&gt;"><figcaption>Figure <em>1</em></figcaption></figure>
<p>First <strong>bold <em>both</em></strong> H<sub>2</sub>O, x<sup><em>n</em></sup>, <u>u</u> <s>s</s> <code>a&lt;b</code><br>
<a href="https://acme.example/?a=1&amp;b=2">link</a>, <a href="mailto:eva@acme.example">mail</a> <ruby>東京<rt>とうきょう</rt></ruby>
<ruby>漢<rp>（</rp><rt>かん</rt><rp>）</rp></ruby> <bdi>שלום</bdi> <span lang="ar" dir="rtl">نص</span> <img src="${picture}" alt="inline"> end.</p>
<p dir="rtl" lang="he">שלום</p><h3>Three</h3><h4>Four</h4><blockquote><p>Quote</p><ul><li>in it</li></ul></blockquote>
<ul><li>a<ol start="9"><li>b</li><li><p>c</p><p>d</p></li></ol></li></ul>
<table><thead><tr><th colspan="2">A</th></tr></thead><tbody><tr><td>1</td><td><p>2</p><p>3</p></td></tr></tbody></table>
<table><tr><td rowspan="2">x</td><td>y</td></tr><tr><td>z</td></tr></table>
<pre>
  if (a)

    b</pre><p>Last.</p>`,
}).html

/** One file of each kind, with all that may be said of it. */
export const attachments: Attachment[] = [
  {
    id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4f01',
    kind: 'image',
    fileName: 'محطة & “plant”.jpg',
    contentType: 'image/jpeg',
    sizeBytes: 2_400_000,
    sha256: 'b'.repeat(64),
    width: 1600,
    height: 900,
    caption: 'The plant, 5 < 6 & “new”',
    credit: 'Photo: ACME & Söhne',
    alternativeText: 'Rows of panels under a blue sky',
    url: 'https://files.example/a.jpg?expires=1&signature=b',
    renditions: [
      {
        ...{ name: 'web', contentType: 'image/jpeg', sizeBytes: 240_000, width: 1200, height: 675 },
        url: 'https://files.example/a/web.jpg?expires=1&signature=b',
      },
      {
        ...{ name: 'thumbnail', contentType: 'image/jpeg', sizeBytes: 14_000, width: 300, height: 169 },
        url: 'https://files.example/a/thumbnail.jpg?expires=1&signature=b',
      },
    ],
  },
  {
    id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4f02',
    kind: 'document',
    fileName: '決算短信.pdf',
    contentType: 'application/pdf',
    sizeBytes: 120_000,
    url: 'https://files.example/b.pdf',
  },
  {
    id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4f03',
    kind: 'video',
    fileName: 'opening.mp4',
    contentType: 'video/mp4',
    caption: 'The opening',
    url: 'https://video.example/opening.mp4',
  },
]

/** Everything that a document may have, for one language. */
export function fullDocument(language: string, over: Partial<Document> = {}): Document {
  const { phrases } = houseOf(language)
  const wire = { wire: 'SeaPRwire', url: 'https://www.seaprwire.com/' }
  return makeDocument(language, richBody, {
    headline: `${phrases.contact} «ACME» & 5 < 6`,
    subheadline: `${phrases.sectors} – “Sub”`,
    summary: 'Short & sweet.',
    dateline: { place: 'Dubai', date: 'December 1, 2026', text: 'Dubai, December 1, 2026 – ' },
    boilerplate: 'About ACME\nACME makes wheels.',
    disclaimer: fillPhrase(phrases.disclaimer, wire),
    wireBoilerplate: 'About the wire.\nSecond line.',
    issuers: [
      {
        name: 'ACME & Söhne',
        domain: 'acme.example',
        symbols: [
          { exchange: 'XDFM', symbol: 'ACME', isin: 'US0378331005' },
          { exchange: 'XHKG', symbol: '0700' },
        ],
      },
      { name: 'Apex', symbols: [{ exchange: 'XETR', symbol: 'APX', isin: 'DE0007164600' }] },
      { name: 'أكمي', domain: 'مثال.example', symbols: [] },
    ],
    source: { kind: 'contentProvider', name: 'Provider' },
    sectors: [
      { key: 'finance', label: 'Finance & more', mediaTopic: 'medtop:04000000' },
      { key: 'top-story', label: 'Top Story' },
    ],
    contacts: [{ name: 'Eva', email: 'eva@acme.example', phone: '+971 4 123' }, { name: 'Desk' }],
    deskNote: 'Interviews from 9:00, «Eva» & team.\nNot for print.',
    rights: {
      holder: 'ACME & Söhne',
      notice: '© 2026 ACME & Söhne',
      usageTerms: 'Free for editorial use <only>.',
      mining: 'reserved',
      miningPolicyUrl: 'https://acme.example/mining?a=1&b=2',
    },
    canonicalUrl: 'https://acme.example/news/1?a=1&b=2',
    attachments,
    alternates: houses
      .filter((house) => house.language !== language)
      .map((house) => ({ language: house.language, uri: `urn:dateline:x:${house.language}`, headline: house.phrases.contact })),
    ...over,
  })
}

/** Every kind of document in every house language: what a schema is asked about. */
export function everyDocument(): NamedDocument[] {
  return houses.flatMap(({ language, phrases }) => {
    const later = (versionKind: 'update' | 'correction' | 'kill') => ({
      version: 2,
      versionKind,
      firstReleasedAt: new Date('2026-11-30T05:00:00Z'),
      replaces: 1,
      notice: { label: phrases[versionKind], text: versionKind === 'kill' ? phrases.withdrawn : phrases.replaces },
    })
    const documents = {
      bare: makeDocument(language, '<p>Text</p>'),
      nameless: makeDocument(language, '<p>Text</p>', { issuers: [], source: { kind: 'contentProvider' } }),
      full: fullDocument(language),
      embargoed: fullDocument(language, { embargoUntil: new Date('2026-12-02T00:00:00Z') }),
      machine: fullDocument(language, { machineTranslated: phrases.machineTranslated }),
      update: fullDocument(language, later('update')),
      correction: fullDocument(language, later('correction')),
      kill: makeDocument(language, '<p>Withdrawn</p>', later('kill')),
      killed: fullDocument(language, later('kill')),
      test: fullDocument(language, { withheld: true }),
    }
    return Object.entries(documents).map(([name, document]) => ({ name: `${language}-${name}`, document }))
  })
}

const hostile = '<script>alert("1")</script>&amp;&#0;]]>--><!--\u0000\u0008\u001b\ud800 \udc00\ufffe\uffff\ttab\nline\r\n\'"%3C'

/** Markup, control characters, halves of characters in every text of a document. It cannot come so far; a format holds anyway. */
export function hostileDocument(language: string): Document {
  const bad = hostile
  return fullDocument(language, {
    headline: bad,
    subheadline: bad,
    summary: bad,
    lead: bad,
    dateline: { place: bad, date: bad, text: `${bad}, ${bad} – ` },
    bodyHtml: `<p>${bad.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`,
    boilerplate: bad,
    machineTranslated: bad,
    disclaimer: bad,
    wireBoilerplate: bad,
    notice: { label: bad, text: bad },
    version: 3,
    versionKind: 'correction',
    wire: { name: bad, url: `https://x.example/${bad}` },
    issuers: [{ name: bad, domain: bad, symbols: [{ exchange: 'XDFM', symbol: bad, isin: bad }] }],
    source: { kind: 'contentProvider', name: bad },
    sectors: [{ key: bad, label: bad }],
    contacts: [{ name: bad, email: bad, phone: bad }],
    deskNote: bad,
    rights: { holder: bad, notice: bad, usageTerms: bad, mining: 'reserved' },
    attachments: attachments.map((one) => ({ ...one, fileName: bad, caption: bad, credit: bad, alternativeText: bad })),
    alternates: [{ language: 'ar', uri: 'urn:dateline:x:ar', headline: bad }],
  })
}

/** What becomes of a text where the format cannot hold all of its characters. */
export function asXmlText(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
}

/** The text of hostileDocument. */
export { hostile as hostileText }
