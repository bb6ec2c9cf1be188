import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { Document } from '../../src/formats/document.ts'
import { render } from '../../src/formats/list.ts'
import { everyDocument, fullDocument, hostileDocument, hostileText } from './documents.ts'
import { ninjsCases, ninjsSchema } from './json-oracle.ts'
import { makeDocument } from './sample.ts'

const write = (document: Document): unknown => JSON.parse(new TextDecoder().decode(render('ninjs-2.2', document).bytes))
const absent = 'there is no schema of ninjs 2.2 in the conformance material'

test("the schema of 2.2 agrees with the standard's own suites of 2.1 and 2.2", (t) => {
  const validate = ninjsSchema('2.2')
  if (!validate) return t.skip(absent)
  const cases = ninjsCases(['2.1', '2.2'])
  if (cases.length === 0) return t.skip('there is no suite of ninjs 2.2 in the conformance material')
  for (const { path, passes, item } of cases) assert.equal(validate(item), passes, path)
  t.diagnostic(`${cases.length} cases of the standard`)
})

test('the schema of 2.2 takes every kind of document in every language, and no item of 3.1', (t) => {
  const validate = ninjsSchema('2.2')
  if (!validate) return t.skip(absent)
  const documents = everyDocument()
  for (const { name, document } of documents) {
    assert.ok(validate(write(document)), `${name}: ${JSON.stringify(validate.errors)}`)
  }
  const newer: unknown = JSON.parse(new TextDecoder().decode(render('ninjs', makeDocument('en', '<p>x</p>')).bytes))
  assert.equal(validate(newer), false)
  t.diagnostic(`${documents.length} documents against ninjs-schema_2.2.json`)
})

test('hostile text stays text, and the item valid', (t) => {
  const validate = ninjsSchema('2.2')
  if (!validate) return t.skip(absent)
  // What is no URL is not JSON's to mend: the wire's is checked where it is set.
  const document = { ...hostileDocument('en'), wire: { name: hostileText, url: 'https://wire.example/' } }
  const item = write(document)
  assert.ok(validate(item), JSON.stringify(validate.errors))
  assert.partialDeepStrictEqual(item, { title: hostileText })
})

test('an item has the names of 2.2 and says the same as one of 3.1', () => {
  const over = { version: 2, versionKind: 'kill', embargoUntil: new Date('2026-12-02T00:00:00Z') } as const
  assert.partialDeepStrictEqual(write(fullDocument('ar', over)), {
    standard: { name: 'ninjs', version: '2.2', schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_2.2.json' },
    representationtype: 'full',
    versioncreated: '2026-12-01T05:00:00.000Z',
    embargoed: '2026-12-02T00:00:00.000Z',
    pubstatus: 'canceled',
    subjects: [{ uri: 'http://cv.iptc.org/newscodes/mediatopic/04000000' }],
    organisations: [{ symbols: [{ exchange: 'XDFM', symbol: 'ACME' }, { symbol: 'US0378331005' }] }],
    people: [{ contactinfo: [{ type: 'email', value: 'eva@acme.example' }] }],
    bodies: [{ contenttype: 'text/html' }, { contenttype: 'text/plain' }],
  })
  const { associations } = z.object({ associations: z.array(z.object({ name: z.string() })) }).parse(write(fullDocument('ar')))
  assert.equal(associations.filter(({ name }) => name.startsWith('translation-')).length, 14)
})
