import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render } from '../../src/formats/list.ts'
import { parseMarkup } from '../../src/formats/markup.ts'
import { storyParagraphs, toParagraphs } from '../../src/formats/text.ts'
import { fillPhrase } from '../../src/languages/house.ts'
import { houseOf } from '../../src/languages/houses.ts'
import { toBodyHtml } from '../../src/releases/body.ts'
import { sectorLabel } from '../../src/sectors/sector.ts'
import { defaultSectors } from '../../src/sectors/vocabulary.ts'
import { makeDocument, readSample } from './sample.ts'

const paragraphsOf = (html: string) => toParagraphs(parseMarkup(toBodyHtml({ format: 'html', content: html }).html))

test('the Arabic sample is rebuilt from its parts, character for character', (t) => {
  const sample = readSample('seapr-wire-arabic-release.txt')
  if (sample === undefined) return t.skip('no samples here')
  const lines = sample.split('\n')
  const lead = '(SeaPRwire) – '
  assert.ok(lines[0]?.startsWith(lead))
  const content = lines.slice(0, -3).join('\n').slice(lead.length)
  const house = houseOf('ar')
  const document = makeDocument('ar', toBodyHtml({ format: 'text', content }).html, {
    source: { kind: 'contentProvider' },
    disclaimer: fillPhrase(house.phrases.disclaimer, { wire: 'SeaPRwire', url: 'https://www.seaprwire.com/' }),
    sectors: ['top-story', 'daily-news'].map((key) => {
      const labels = defaultSectors.find((sector) => sector.key === key)?.labels ?? {}
      return { key, label: sectorLabel(labels, 'ar') ?? key }
    }),
    wireBoilerplate: lines.at(-1) ?? '',
  })
  assert.equal(storyParagraphs(document).join('\n'), sample)
})

test('the story stands in the order of the wire, the lead and the dateline in its first paragraph', () => {
  const document = makeDocument('de', '<p>\n Erster <strong>Satz</strong>.</p><p>Zweiter.</p>', {
    dateline: { place: 'Berlin', date: '1. Dezember 2026', text: 'Berlin, 1. Dezember 2026 – ' },
    boilerplate: 'Über ACME\nACME baut Räder.',
    contacts: [{ name: 'Eva Ey', email: 'eva@acme.example', phone: '+49 30 1234' }, { name: 'Pressestelle' }],
    machineTranslated: 'Maschinell übersetzt.',
    disclaimer: 'Ohne Gewähr.',
    sectors: [{ key: 'energy', label: 'Energie' }],
    wireBoilerplate: 'Über uns.',
  })
  assert.deepEqual(storyParagraphs(document), [
    '(SeaPRwire) – Berlin, 1. Dezember 2026 – Erster Satz.',
    'Zweiter.',
    'Über ACME',
    'ACME baut Räder.',
    'Pressekontakt:\nEva Ey, eva@acme.example, +49 30 1234\nPressestelle',
    'Maschinell übersetzt.',
    'Ohne Gewähr.',
    'Themen: Energie',
    'Über uns.',
  ])
})

test('a picture or a heading may stand above the lead; before a list it stands alone', () => {
  const opening = (html: string) => storyParagraphs(makeDocument('en', html)).slice(0, 2)
  assert.deepEqual(opening('<h2>Above</h2><p>Text</p>'), ['Above', '(SeaPRwire) – Text'])
  assert.deepEqual(opening('<p><img src="https://a.example/i.png" alt="Chart"></p><p>Text</p>'), ['Chart', '(SeaPRwire) – Text'])
  assert.deepEqual(opening('<ul><li>One</li></ul><p>Text</p>'), ['(SeaPRwire) –', '• One'])
})

test('the format opens with headline, subheadline and embargo, and parts paragraphs by blank lines', () => {
  const over = { headline: 'عنوان', subheadline: 'فرعي', embargoUntil: new Date('2026-12-01T05:00:00Z') }
  const { bytes, contentType } = render('text', makeDocument('ar', '<p>نص</p>', over))
  assert.equal(contentType, 'text/plain; charset=utf-8')
  const lines = new TextDecoder().decode(bytes).split('\n\n')
  assert.deepEqual(lines.toSpliced(2, 1), ['عنوان', 'فرعي', '(SeaPRwire) – نص\n'])
  assert.match(lines[2] ?? '', /^محظور النشر حتى 1 ديسمبر 2026.*05:00.*UTC/)
})

test('a link prints its address after its text, unless that is what it says', () => {
  const link = (href: string, label: string) => paragraphsOf(`<p>see <a href="${href}">${label}</a>.</p>`)[0]
  assert.equal(link('https://a.example/?b=1&amp;c=2', 'here'), 'see here (https://a.example/?b=1&c=2).')
  assert.equal(link('https://a.example/x', 'https://a.example/x'), 'see https://a.example/x.')
  assert.equal(link('https://a.example/', 'a.example'), 'see a.example.')
  assert.equal(link('mailto:x@a.example', 'x@a.example'), 'see x@a.example.')
  assert.equal(link('tel:+4930123', '+49 30 123'), 'see +49 30 123.')
  assert.equal(link('javascript:alert(1)', 'kept'), 'see kept.')
})

test('lists, tables, pictures, breaks, quotations and code read well as text', () => {
  assert.deepEqual(paragraphsOf('<ul><li>a<li>b<ol start=9><li>c<li><p>d</p><p>e</p></ol></ul>'), [
    '• a\n• b\n  9. c\n  10. d\n      e',
  ])
  assert.deepEqual(paragraphsOf('<table><tr><th>A<th>B</tr><tr><td>1<td><p>2</p><p>3</p></table>'), ['A | B\n1 | 2 3'])
  const figure = '<figure><img src="https://a.example/i.png" alt="A chart"><figcaption>Figure 1</figcaption></figure>'
  assert.deepEqual(paragraphsOf(figure), ['A chart\nFigure 1'])
  assert.deepEqual(paragraphsOf('<p>a <br>\n b</p><blockquote><p>q</p><p>r</p></blockquote>'), ['a\nb', 'q', 'r'])
  assert.deepEqual(paragraphsOf('<pre>\n  if (a)\n\n    b</pre>'), ['  if (a)\n\n    b'])
})

test('ruby without parentheses gets them, ruby with them keeps them', () => {
  assert.deepEqual(paragraphsOf('<p><ruby>東京<rp>（</rp><rt>とうきょう</rt><rp>）</rp></ruby></p>'), ['東京（とうきょう）'])
  assert.deepEqual(paragraphsOf('<p><ruby>東京<rt>とうきょう</rt></ruby></p>'), ['東京(とうきょう)'])
})

test('line ends of the source are layout, spaces are the text', () => {
  assert.deepEqual(paragraphsOf('<p>\n  one\n   two  three\u00a0 four </p>'), ['one two  three\u00a0 four'])
})

test('what an issuer says of itself is headed in the language, unless it is already', () => {
  const read = (language: string, boilerplate: string, issuers = [{ name: 'ACME', symbols: [] }]) =>
    storyParagraphs(makeDocument(language, '<p>Text.</p>', { boilerplate, issuers })).slice(1)
  assert.deepEqual(read('de', 'ACME baut Räder.'), ['Über ACME', 'ACME baut Räder.'])
  assert.deepEqual(read('de', 'Über ACME\nACME baut Räder.'), ['Über ACME', 'ACME baut Räder.'])
  assert.deepEqual(read('ja', 'ACME社は車輪を作ります。'), ['ACMEについて', 'ACME社は車輪を作ります。'])
  assert.deepEqual(read('ja', '株式会社ACMEについて\nACME社は車輪を作ります。'), [
    '株式会社ACMEについて',
    'ACME社は車輪を作ります。',
  ])
  assert.deepEqual(read('ko', 'ACME는 바퀴를 만듭니다.'), ['ACME 소개', 'ACME는 바퀴를 만듭니다.'])
  const two = ['ACME', 'Apex'].map((name) => ({ name, symbols: [] }))
  assert.deepEqual(read('en', 'Both make wheels.', two), ['Both make wheels.'], 'of two nobody knows who is meant')
})
