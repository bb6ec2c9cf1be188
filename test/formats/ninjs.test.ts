import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Document } from '../../src/formats/document.ts'
import { render } from '../../src/formats/list.ts'
import { houses } from '../../src/languages/houses.ts'
import { conformancePath, makeDocument, readIfThere } from './sample.ts'

const write = (document: Document): unknown => JSON.parse(new TextDecoder().decode(render('ninjs', document).bytes))

const full: Partial<Document> = {
  version: 2,
  versionKind: 'correction',
  notice: { label: 'Correction', text: 'This text replaces every earlier version of this release.' },
  subheadline: 'Sub',
  summary: 'Short.',
  dateline: { place: 'Dubai', date: 'December 1, 2026', text: 'Dubai, December 1, 2026 – ' },
  boilerplate: 'About ACME',
  machineTranslated: 'Machine translation.',
  disclaimer: 'Disclaimer.',
  wireBoilerplate: 'About the wire.',
  issuers: [
    { name: 'ACME', domain: 'acme.example', symbols: [{ exchange: 'XDFM', symbol: 'ACME', isin: 'AEA000000000' }] },
    { name: 'Other', symbols: [] },
  ],
  source: { kind: 'contentProvider', name: 'Provider' },
  sectors: [
    { key: 'finance', label: 'Finance', mediaTopic: 'medtop:04000000' },
    { key: 'top-story', label: 'Top Story' },
  ],
  contacts: [{ name: 'Eva', email: 'eva@acme.example', phone: '+1 2' }, { name: 'Desk' }],
  embargoUntil: new Date('2026-12-02T00:00:00Z'),
  alternates: [{ language: 'ar', uri: 'urn:dateline:x:ar', headline: 'عنوان' }],
}

test("the schema agrees with the standard's own suites, and with a document in every language, full and bare", (t) => {
  const schema = readIfThere(conformancePath('ninjs/ninjs-schema_3.1.json'))
  const geojson = readIfThere(conformancePath('ninjs/GeoJSON-schema.json'))
  if (schema === undefined || geojson === undefined) return t.skip('no conformance material here')
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(JSON.parse(geojson))
  const validate = ajv.compile(JSON.parse(schema))
  const cases = ['3.0', '3.1'].flatMap((version) =>
    ['should_pass', 'should_fail'].flatMap((expected) => {
      const folder = conformancePath(`ninjs/test_suite/${version}/${expected}`)
      return readdirSync(folder).map((file) => ({ expected, path: join(folder, file) }))
    }),
  )
  assert.ok(cases.length > 30)
  for (const { expected, path } of cases) {
    assert.equal(validate(JSON.parse(readIfThere(path) ?? '')), expected === 'should_pass', path)
  }
  for (const { language } of houses) {
    for (const over of [{}, full, { versionKind: 'kill' } as const]) {
      assert.ok(validate(write(makeDocument(language, '<p>Text</p>', over))), JSON.stringify(validate.errors))
    }
  }
})

test('an edition says what it is, for whom it speaks and how to reach them', () => {
  const item = write(makeDocument('en', '<p>Text</p>', full))
  assert.partialDeepStrictEqual(item, {
    uri: 'urn:dateline:019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f:en',
    type: 'text',
    representationType: 'full',
    version: '2',
    versionCreated: '2026-12-01T05:00:00.000Z',
    embargoedUntil: '2026-12-02T00:00:00.000Z',
    pubStatus: 'usable',
    urgency: 4,
    language: 'en',
    by: 'Provider',
    located: 'Dubai',
    edNote: 'Correction: This text replaces every earlier version of this release.',
    subjects: [
      { name: 'Finance', literal: 'finance', uri: 'http://cv.iptc.org/newscodes/mediatopic/04000000' },
      { name: 'Top Story', literal: 'top-story' },
    ],
    organisations: [
      { name: 'ACME', symbols: [{ exchange: 'XDFM', symbol: 'ACME' }, { symbol: 'AEA000000000' }] },
      { name: 'Other' },
    ],
    people: [
      {
        name: 'Eva',
        contactInfo: [
          { type: 'email', value: 'eva@acme.example' },
          { type: 'phone', value: '+1 2' },
        ],
      },
    ],
    associations: [{ name: 'عنوان', rel: 'translation', language: 'ar' }],
  })
})

test('the body stands in it as it is to be printed, as HTML with its direction and as text', () => {
  const item = write(makeDocument('ar', '<p>كلمة <strong>ثانية</strong></p>'))
  assert.partialDeepStrictEqual(item, {
    bodies: [
      {
        role: 'main',
        contentType: 'text/html',
        value: '<div lang="ar" dir="rtl"><p>(SeaPRwire) – كلمة <strong>ثانية</strong></p></div>',
      },
      { role: 'main', contentType: 'text/plain', charCount: 24, wordCount: 3, value: '(SeaPRwire) – كلمة ثانية' },
    ],
  })
})

test('a text that a machine translated says so where a reader of metadata looks, and where it is printed', () => {
  const machineTranslated = 'Machine translation. The original text is authoritative.'
  const uri = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'
  assert.partialDeepStrictEqual(write(makeDocument('en', '<p>Text</p>', { machineTranslated })), {
    digitalSourceType: { name: machineTranslated, literal: 'trainedAlgorithmicMedia', uri },
    descriptions: [{ role: 'machine-translated', value: machineTranslated }],
    bodies: [{ contentType: 'text/html' }, { value: `(SeaPRwire) – Text\n\n${machineTranslated}` }],
  })
  const said = JSON.stringify(write(makeDocument('en', '<p>Text</p>')))
  assert.doesNotMatch(said, /digitalSourceType|machine/)
})

for (const { language, direction, colon, phrases } of houses)
  test(`${language}: both bodies of a later version open with what it is and asks for, and edNote is the same line`, () => {
    for (const versionKind of ['update', 'correction', 'kill'] as const) {
      const notice = { label: phrases[versionKind], text: versionKind === 'kill' ? phrases.withdrawn : phrases.replaces }
      const item = write(makeDocument(language, '<p>Text</p>', { version: 2, versionKind, notice }))
      const line = `${notice.label}${colon}${notice.text}`
      const opening = `<div lang="${language}" dir="${direction}"><p><strong>${line}</strong></p><p>`
      assert.partialDeepStrictEqual(item, {
        version: '2',
        pubStatus: versionKind === 'kill' ? 'canceled' : 'usable',
        edNote: line,
        bodies: [{ value: `${opening}(SeaPRwire) – Text</p></div>` }, { value: `${line}\n\n(SeaPRwire) – Text` }],
      })
    }
  })

test('a first version has no note, and its bodies open with the lead', () => {
  const said = write(makeDocument('en', '<p>Text</p>'))
  assert.partialDeepStrictEqual(said, { bodies: [{}, { value: '(SeaPRwire) – Text' }] })
  assert.doesNotMatch(JSON.stringify(said), /edNote/)
})
