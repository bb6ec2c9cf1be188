import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Document } from '../../src/formats/document.ts'
import { type Element, type Markup, parseMarkup } from '../../src/formats/markup.ts'
import { fillPhrase } from '../../src/languages/house.ts'
import { houseOf } from '../../src/languages/houses.ts'
import { directionOf } from '../../src/languages/language.ts'

/** A document as the engine would make it: the phrases of its language, no issuer's extras. */
export function makeDocument(language: string, bodyHtml: string, over: Partial<Document> = {}): Document {
  const house = houseOf(language)
  const wire = { name: 'SeaPRwire', url: 'https://www.seaprwire.com/' }
  const releaseId = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'
  return {
    releaseId,
    version: 1,
    versionKind: 'original',
    uri: `urn:dateline:${releaseId}:${language}`,
    language,
    direction: directionOf(language),
    headline: 'Headline',
    bodyHtml,
    lead: fillPhrase(house.phrases.lead, { wire: wire.name }),
    wire,
    issuers: [{ name: 'ACME', symbols: [] }],
    source: { kind: 'issuer' },
    sectors: [],
    contacts: [],
    urgency: 4,
    releasedAt: new Date('2026-12-01T05:00:00Z'),
    words: { ...house.phrases, listComma: house.list.comma, colon: house.colon },
    alternates: [],
    ...over,
  }
}

/** A real release, undefined where the folder of samples is absent. */
export function readSample(name: string): string | undefined {
  return readIfThere(join(process.env.SAMPLES_DIR ?? '../shared/samples', name))
}

/** Where a file of the standards' own material would be. */
export function conformancePath(name: string): string {
  return join(process.env.CONFORMANCE_DIR ?? '../shared/conformance', name)
}

/** A text file, undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** The body of a Business Wire release in NewsML 1.2, as its HTML stands in the file. */
export function bodyOfNewsml(xml: string): string {
  const component = xml.slice(xml.indexOf('<Role FormalName="Body"/>'))
  return component.slice(component.indexOf('<body>') + '<body>'.length, component.indexOf('</body>'))
}

/** What a reader of HTML sees, white space collapsed: an independent reading, by textContent alone. */
export function visibleText(html: string): string {
  const breaks = new Set(['p', 'br', 'li', 'tr', 'td', 'th', 'div', 'ul', 'ol', 'h1', 'h2', 'h3', 'h4', 'table', 'pre'])
  const read = (nodes: readonly Markup[]): string =>
    nodes.map((node) => (typeof node === 'string' ? node : around(node))).join('')
  const around = ({ name, children }: Element) => (breaks.has(name) ? ` ${read(children)} ` : read(children))
  return read(parseMarkup(html))
    .replace(/[\t\n\f\r ]+/g, ' ')
    .trim()
}
