import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Document } from '../../src/formats/document.ts'
import { formats } from '../../src/formats/list.ts'
import { makeDocument } from './sample.ts'

const status = {
  ninjs: /"pubStatus":"(\w+)"/,
  'ninjs-2.2': /"pubstatus":"(\w+)"/,
  'newsml-g2': /<pubStatus qcode="stat:(\w+)"/,
  nitf: /management-status="(\w+)"/,
  'json-ld': /"creativeWorkStatus":"(\w+)"/,
}

/** What each format that has a place for it says of a document. */
function statusIn(over: Partial<Document>): Record<string, string | undefined> {
  const document = makeDocument('en', '<p>x</p>', over)
  const written = formats.flatMap(({ key, write }) => {
    const found = Object.entries(status).find(([name]) => name === key)?.[1]
    return found ? [[key, found.exec(write(document))?.[1]]] : []
  })
  return Object.fromEntries(written)
}

const all = (word: string, more: object = {}) => ({
  ...Object.fromEntries(Object.keys(status).map((key) => [key, word])),
  ...more,
})

test('every format that has a status says it: usable, withheld, canceled', () => {
  const embargoUntil = new Date('2027-01-01T00:00:00Z')
  assert.deepEqual(statusIn({}), all('usable', { 'json-ld': 'Published' }))
  assert.deepEqual(statusIn({ embargoUntil }), all('usable', { 'json-ld': 'Published', nitf: 'embargoed' }))
  assert.deepEqual(statusIn({ embargoUntil, embargoOver: true }), all('usable', { 'json-ld': 'Published' }))
  assert.deepEqual(statusIn({ withheld: true }), all('withheld', { 'json-ld': 'Draft' }))
  assert.deepEqual(statusIn({ withheld: true, embargoUntil }), all('withheld', { 'json-ld': 'Draft' }))
  for (const withheld of [true, false])
    assert.deepEqual(
      statusIn({ version: 2, versionKind: 'kill', withheld, embargoUntil }),
      all('canceled', { 'json-ld': 'Obsolete' }),
    )
})
