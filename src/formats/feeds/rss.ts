import type { Attachment } from '../document.ts'
import { type Element, element, escapeHtml } from '../markup.ts'
import { printXml } from '../xml.ts'
import { enclosure, relatedLinks, sequenceOf } from './atom.ts'
import { entryText } from './entry.ts'
import { type FeedEntry, type FeedHead, feedNamespace, type WriteFeed } from './feed.ts'

/** What a feed in RSS is served as. */
export const rssContentType = 'application/rss+xml; charset=utf-8'

/**
 * A feed in RSS 2.0. The whole story is `content:encoded`; what RSS has no element for is said in Dublin Core and Atom,
 * the number of an entry in a namespace of our own.
 *
 * @see https://www.rssboard.org/rss-specification
 * @see https://www.rssboard.org/rss-profile
 */
export const writeRss: WriteFeed = (feed, entries) =>
  printXml(
    element('rss', [element('channel', [...headOf(feed), ...entries.map(toItem)])], {
      version: '2.0',
      'xmlns:atom': 'http://www.w3.org/2005/Atom',
      'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
      'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
      'xmlns:dateline': feedNamespace,
    }),
  )

function headOf({ title, selfUrl, homeUrl, updatedAt, language, nextUrl }: FeedHead): Element[] {
  const link = (rel: string, href: string) => element('atom:link', [], { rel, type: 'application/rss+xml', href })
  return [
    element('title', [title]),
    element('link', [homeUrl]),
    // There has to be one.
    element('description', [title]),
    ...(language ? [element('language', [language])] : []),
    element('lastBuildDate', [updatedAt.toUTCString()]),
    link('self', selfUrl),
    ...(nextUrl ? [link('next', nextUrl)] : []),
  ]
}

function toItem(entry: FeedEntry): Element {
  const { document, id, updatedAt, publishedAt } = entry
  const { language, sectors, rights } = document
  const { title, html, summary, author, url, attachments } = entryText(entry)
  return element('item', [
    element('title', [title]),
    ...(url ? [element('link', [url])] : []),
    element('guid', [id], { isPermaLink: 'false' }),
    element('pubDate', [publishedAt.toUTCString()]),
    element('atom:updated', [updatedAt.toISOString()]),
    element('dc:creator', [author]),
    element('dc:language', [language]),
    ...(rights ? [element('dc:rights', [rights.notice])] : []),
    ...sectors.map(({ label }) => element('category', [label])),
    ...enclosures(attachments),
    ...relatedLinks(entry, 'atom:link'),
    // Readers take it for HTML, and of a text any sign for one of markup.
    ...(summary ? [element('description', [escapeHtml(summary)])] : []),
    element('content:encoded', [html]),
    ...sequenceOf(entry),
  ])
}

/** One is what every reader takes; the others are links of Atom. Of a size that nobody knows the profile says 0. */
function enclosures([first, ...others]: readonly Attachment[]): Element[] {
  if (!first) return []
  const { url, contentType, sizeBytes = 0 } = first
  return [
    element('enclosure', [], { url, length: String(sizeBytes), type: contentType }),
    ...others.map((file) => enclosure(file, 'atom:link')),
  ]
}
