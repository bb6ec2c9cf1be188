import { parseMarkup, textContent } from '../../src/formats/markup.ts'
import { childrenOf, childText } from './atom-oracle.ts'
import { type DomNode, find, parseXml } from './xml-oracle.ts'

const once = ['title', 'link', 'description', 'author', 'comments', 'enclosure', 'guid', 'pubDate', 'source']
const known = [
  ...once,
  'category',
  'atom:link',
  'atom:updated',
  'content:encoded',
  'dateline:sequence',
  'dc:creator',
  'dc:language',
  'dc:rights',
]

/**
 * The rules of the RSS Advisory Board's specification and profile that a feed breaks, one line each.
 *
 * @see https://www.rssboard.org/rss-specification
 * @see https://www.rssboard.org/rss-profile
 */
export function findRssFaults(text: string): string[] {
  const root = find(parseXml(text), 'rss')
  const [channel, ...others] = childrenOf(root, 'channel')
  if (!channel || others.length > 0) return ['there has to be one channel']
  const items = childrenOf(channel, 'item')
  const guids = items.map((item) => childText(item, 'guid'))
  const self = childrenOf(channel, 'atom:link').filter((link) => link.getAttribute('rel') === 'self')
  return [
    ...(root.getAttribute('version') === '2.0' ? [] : ['the version is not 2.0']),
    ...['title', 'link', 'description']
      .filter((name) => childrenOf(channel, name).length !== 1)
      .map((name) => `channel: ${name}`),
    ...(URL.canParse(childText(channel, 'link')) ? [] : ['the link of the channel is no URL']),
    ...(isDate(childText(channel, 'lastBuildDate')) ? [] : ['lastBuildDate is no date of RFC 822']),
    ...(self.length === 1 && self[0]?.getAttribute('href') ? [] : ['the channel does not say where it is']),
    ...(new Set(guids).size === guids.length ? [] : ['two items have one guid']),
    ...items.flatMap(findItemFaults),
  ]
}

function findItemFaults(item: DomNode): string[] {
  const names = [...item.childNodes].flatMap((child) => ('tagName' in child ? [String(child.tagName)] : []))
  const [guid] = childrenOf(item, 'guid')
  const [enclosure] = childrenOf(item, 'enclosure')
  const url = guid?.getAttribute('isPermaLink') === 'false' || URL.canParse(guid?.textContent ?? '')
  return [
    ...names.filter((name) => !known.includes(name)).map((name) => `an item has ${name}`),
    ...once.filter((name) => childrenOf(item, name).length > 1).map((name) => `an item has ${name} twice`),
    ...(childText(item, 'title') || childText(item, 'description') ? [] : ['an item has neither title nor description']),
    ...(guid && url ? [] : ['a guid that is a permalink is no URL']),
    ...(isDate(childText(item, 'pubDate')) ? [] : ['pubDate is no date of RFC 822']),
    ...(childrenOf(item, 'link').every((link) => URL.canParse(link.textContent ?? '')) ? [] : ['a link is no URL']),
    ...(enclosure ? findEnclosureFaults(enclosure) : []),
    // Read as HTML: markup that is meant as text would be lost.
    ...(/<script/i.test(textContent(parseMarkup(childText(item, 'description')))) ||
    !/<script/i.test(childText(item, 'description'))
      ? []
      : ['a description has markup']),
  ]
}

function findEnclosureFaults(enclosure: DomNode): string[] {
  const [url, length, type] = ['url', 'length', 'type'].map((name) => enclosure.getAttribute(name) ?? '')
  return [
    ...(/^https?:/.test(url ?? '') ? [] : ['an enclosure has no address']),
    ...(/^\d+$/.test(length ?? '') ? [] : ['an enclosure has no length in bytes']),
    ...(/^[\w.+-]+\/[\w.+-]+$/.test(type ?? '') ? [] : ['an enclosure has no media type']),
  ]
}

/** RFC 822 with a year of four digits. */
function isDate(text: string): boolean {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) && !Number.isNaN(Date.parse(text))
}
