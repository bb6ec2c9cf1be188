import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Document } from '../../src/formats/document.ts'
import { formats, render } from '../../src/formats/list.ts'
import { houses } from '../../src/languages/houses.ts'
import { attachments, fullDocument } from './documents.ts'
import { makeDocument } from './sample.ts'
import { attributesOf, find, parseXml, textsOf, whyNoParser } from './xml-oracle.ts'

const write = (key: string, document: Document) => new TextDecoder().decode(render(key, document).bytes)
const forPeople = ['html', 'html-story', 'text']
// For pages of others: what stands there is public, and stays when an address of ours has expired.
const forPages = ['html-story']
const mark = '@@the-number-of-this-endpoint@@'

for (const { key } of formats) {
  test(`the number that an endpoint counts by stands once in ${key}, or not at all where people read it`, () => {
    const written = write(key, fullDocument('ar', { sequence: mark }))
    assert.equal(written.split(mark).length - 1, forPeople.includes(key) ? 0 : 1)
    const numbered = written.replace(mark, '12345')
    if (written.startsWith('{')) assert.ok(JSON.parse(numbered))
    assert.ok(!write(key, fullDocument('ar')).includes('equence'))
  })

  test(`a note to desks is in ${key} and stands before the story, or is nobody's to read in it`, () => {
    const deskNote = 'Only for the desk.'
    const written = write(key, makeDocument('en', '<p>Lead of the story.</p>', { deskNote }))
    if (key === 'json-ld' || forPages.includes(key)) return assert.ok(!written.includes(deskNote))
    assert.equal(written.split(deskNote).length - 1, 1)
    assert.ok(written.indexOf(deskNote) < written.indexOf('Lead of the story.'))
  })

  test(`every file of a release is in ${key}, in every language, but for pages that outlive the address of a file`, () => {
    if (forPages.includes(key)) return assert.ok(!attachments.some(({ url }) => write(key, fullDocument('ar')).includes(url)))
    for (const { language } of houses) {
      const written = write(key, fullDocument(language)).replaceAll('&amp;', '&')
      for (const { url } of attachments) assert.ok(written.includes(url), `${language} ${url}`)
      assert.ok(written.includes('Photo: ACME'), language)
    }
  })
}

test('what a picture shows is told to who cannot see it, in every format that is not for pages of others or plain text', () => {
  for (const { key } of formats.filter(({ key }) => key !== 'text' && !forPages.includes(key)))
    assert.ok(write(key, fullDocument('ar')).includes('Rows of panels under a blue sky'), key)
})

test('a page heads its files in its language, and says size, caption and credit of each', () => {
  const said = write('text', fullDocument('de')).split('Anhänge:\n\n')[1]?.split('\n')
  assert.deepEqual(said, [
    '• محطة & “plant”.jpg (https://files.example/a.jpg?expires=1&signature=b), 2,4 MB',
    '  The plant, 5 < 6 & “new”',
    '  Photo: ACME & Söhne',
    '• 決算短信.pdf (https://files.example/b.pdf), 120 kB',
    '• opening.mp4 (https://video.example/opening.mp4)',
    '  The opening',
    '',
  ])
  const page = write('html', fullDocument('de'))
  assert.match(
    page,
    /<img src="https:\/\/files\.example\/a\/web\.jpg[^"]+" alt="Rows of panels under a blue sky" width="1200" height="675">/,
  )
  assert.equal(page.split('<figure>').length - 1, 2, 'one of the story, one of the files')
  const decorative = write(
    'html',
    fullDocument('de', { attachments: attachments.map((one) => ({ ...one, alternativeText: '' })) }),
  )
  assert.match(decorative, /<figure><img src="[^"]+" alt="" width="1200"/)
})

test('what is reserved says so in the words of each standard, and what is allowed in theirs', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const rights = { holder: 'ACME', notice: '© 2026 ACME', miningPolicyUrl: 'https://acme.example/mining' }
  const of = (key: string, mining: 'allowed' | 'reserved') =>
    write(key, makeDocument('en', '<p>x</p>', { rights: { ...rights, mining } }))
  const reservedTerm = 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING'
  const termOf = (xml: string) => attributesOf(find(parseXml(xml), 'dataMining'), 'uri')
  assert.deepEqual(termOf(of('newsml-g2', 'reserved')), [reservedTerm])
  assert.deepEqual(termOf(of('newsml-g2', 'allowed')), ['http://ns.useplus.org/ldf/vocab/DMI-ALLOWED'])
  assert.match(of('json-ld', 'reserved'), new RegExp(reservedTerm))
  for (const key of ['html', 'nitf']) {
    assert.match(of(key, 'reserved'), /<meta name="tdm-reservation" content="1"/)
    assert.match(of(key, 'reserved'), /<meta name="tdm-policy" content="https:\/\/acme\.example\/mining"/)
    assert.match(of(key, 'allowed'), /<meta name="tdm-reservation" content="0"/)
    assert.doesNotMatch(of(key, 'allowed'), /tdm-policy/)
  }
})

test('a later version says since when there is the release, and what it takes the place of', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const later = { version: 3, replaces: 2, versionKind: 'update', firstReleasedAt: new Date('2026-11-30T05:00:00Z') } as const
  const document = makeDocument('en', '<p>x</p>', later)
  const item = parseXml(write('newsml-g2', document))
  assert.deepEqual(textsOf(item, 'firstCreated'), ['2026-11-30T05:00:00.000Z'])
  assert.deepEqual(attributesOf(find(item, 'link'), 'rel', 'residref', 'version'), ['irel:previousVersion', document.uri, '2'])
  const file = parseXml(write('nitf', document))
  assert.deepEqual(attributesOf(find(file, 'docdata'), 'management-doc-idref'), [document.uri])
  assert.deepEqual(attributesOf(find(file, 'revision-history'), 'norm'), ['20261130T050000Z'])
  assert.partialDeepStrictEqual(JSON.parse(write('json-ld', document)), {
    datePublished: '2026-11-30T05:00:00.000Z',
    dateModified: '2026-12-01T05:00:00.000Z',
    isBasedOn: { '@id': document.uri, version: 2 },
  })
  for (const key of ['ninjs', 'ninjs-2.2']) assert.match(write(key, document), /"version":"2"/)
})

test('what was under an embargo when it first went out is published at its end', () => {
  const embargoUntil = new Date('2026-12-02T00:00:00Z')
  const later = { version: 2, versionKind: 'update', firstReleasedAt: new Date('2026-11-30T05:00:00Z'), embargoUntil } as const
  assert.partialDeepStrictEqual(JSON.parse(write('json-ld', makeDocument('en', '<p>x</p>', later))), {
    datePublished: '2026-12-02T00:00:00.000Z',
  })
})
