import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { channels } from '../../src/channels/list.ts'
import type { Document } from '../../src/formats/document.ts'
import { formats, render } from '../../src/formats/list.ts'
import { attachments, fullDocument } from './documents.ts'
import { type DomNode, parseXml, whyNoParser } from './xml-oracle.ts'

const page = readFileSync('docs/formats.md', 'utf8')
const rows = page.split('\n').filter((line) => line.startsWith('| '))
const cellsOf = (row: string) => row.split('|').slice(1, -1)
const codesOf = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)

/** A document that has everything. */
const complete: Required<Document> = {
  ...fullDocument('en'),
  ...{
    subheadline: 'Sub',
    summary: 'Short.',
    boilerplate: 'About ACME',
    wireBoilerplate: 'About us.',
    disclaimer: 'Disclaimer.',
  },
  dateline: { place: 'Dubai', date: 'December 1, 2026', text: 'Dubai, December 1, 2026 – ' },
  version: 2,
  versionKind: 'correction',
  withheld: true,
  notice: { label: 'Correction', text: 'Replaces.' },
  machineTranslated: 'By a machine.',
  embargoUntil: new Date('2026-12-02T00:00:00Z'),
  embargoOver: false,
  firstReleasedAt: new Date('2026-11-30T05:00:00Z'),
  replaces: 1,
  deskNote: 'Not for print.',
  rights: {
    holder: 'ACME',
    notice: '© 2026 ACME',
    usageTerms: 'Free.',
    mining: 'reserved',
    miningPolicyUrl: 'https://a.example/',
  },
  canonicalUrl: 'https://acme.example/news/1',
  attachments,
  sequence: '7',
}

test('docs/formats.md names every format with its content type and the channels that send it', () => {
  const listed = rows
    .map(cellsOf)
    .filter(([key, , type]) => key && type && codesOf(type)[0]?.includes('/'))
    .map(([key = '', , type = '', names = '']) => [codesOf(key)[0], codesOf(type)[0], names.trim()])
  const known = formats.map(({ key, contentType }) => [
    key,
    contentType.replace(/;.*/, ''),
    channels
      .filter((channel) => channel.formats.includes(key))
      .map((channel) => channel.key)
      .join(' '),
  ])
  assert.deepEqual(listed.sort(), known.sort())
})

test('docs/formats.md has a row for every field of a document, and each path in it leads to something', (t) => {
  const why = whyNoParser()
  if (why) return t.skip(why)
  const head = rows.find((row) => row.startsWith('| field of the document')) ?? assert.fail('no table of fields')
  const [, ...keys] = cellsOf(head).map((cell) => cell.trim())
  const table = rows
    .slice(rows.indexOf(head) + 1)
    .map(cellsOf)
    .filter((cells) => cells.length === keys.length + 1)
  assert.deepEqual(table.map(([field = '']) => codesOf(field)[0]).sort(), Object.keys(complete).sort())
  const paths = keys.flatMap((key, at) => table.flatMap((cells) => codesOf(cells[at + 1] ?? '').map((path) => ({ key, path }))))
  assert.ok(paths.length > 150)
  const lost = paths.filter(({ key, path }) => !leads(new TextDecoder().decode(render(key, complete).bytes), path))
  assert.deepEqual(lost, [])
})

function leads(written: string, path: string): boolean {
  if (written.startsWith('{')) return leadsInJson(JSON.parse(written), path.split('.'))
  const [elements = '', attribute] = path.split('@')
  const found = elements
    .split('/')
    .reduce<DomNode[]>((nodes, name) => nodes.flatMap((node) => [...node.getElementsByTagName(name)]), [parseXml(written)])
  return found.some((node) => (attribute ? node.getAttribute(attribute) : node.textContent))
}

function leadsInJson(value: unknown, [step, ...rest]: string[]): boolean {
  if (step === undefined) return value !== undefined && value !== ''
  if (typeof value !== 'object' || value === null) return false
  const held: unknown = Object.entries(value).find(([name]) => name === step.replace('[]', ''))?.[1]
  if (!step.endsWith('[]')) return leadsInJson(held, rest)
  return Array.isArray(held) && held.some((one) => leadsInJson(one, rest))
}
