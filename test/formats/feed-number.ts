import { type DomNode, parseXml } from './xml-oracle.ts'

const namespace = 'urn:dateline:feed'

/** The number of each entry of a feed in Atom or RSS, as a parser reads it; undefined of one that has none. */
export function readNumbers(text: string, name: 'entry' | 'item'): (string | undefined)[] {
  return [...parseXml(text).getElementsByTagName(name)].map((entry) => foreignIn(entry)[0]?.textContent ?? undefined)
}

/**
 * What is amiss with the one thing in a feed that its format does not define: RSS lets an element in that is in a namespace of its own.
 *
 * @see https://www.rssboard.org/rss-specification, Extending RSS
 */
export function findNumberFaults(text: string): string[] {
  const root = parseXml(text)
  const items = [...root.getElementsByTagName('item')]
  const all = [...root.getElementsByTagName('dateline:sequence')]
  const inItems = items.flatMap(foreignIn)
  return [
    ...(inItems.length === all.length ? [] : ['a number is in no namespace of its own, or in no item']),
    ...items.filter((item) => foreignIn(item).length > 1).map(() => 'an item has two numbers'),
    ...inItems.filter(({ textContent }) => !/^[1-9]\d*$/.test(textContent ?? '')).map(() => 'a number is none'),
  ]
}

function foreignIn(entry: DomNode): DomNode[] {
  return [...entry.childNodes].filter(({ namespaceURI, localName }) => namespaceURI === namespace && localName === 'sequence')
}
