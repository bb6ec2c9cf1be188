import type { Attachment } from '../document.ts'
import { type Element, element } from '../markup.ts'
import { printXml } from '../xml.ts'
import { entryText } from './entry.ts'
import { type FeedEntry, type FeedHead, feedNamespace, type WriteFeed } from './feed.ts'

/** What a feed in Atom is served as. */
export const atomContentType = 'application/atom+xml; charset=utf-8'

/**
 * A feed in Atom. The whole story is the content, as HTML that carries its language and direction; other languages are `related`: many
 * readers take the last `alternate` for the entry itself.
 *
 * @see RFC 4287, its section 6.4 for the number of an entry; RFC 5005 for `next`
 */
export const writeAtom: WriteFeed = (feed, entries) => {
  const { language } = feed
  const namespaces = { xmlns: 'http://www.w3.org/2005/Atom', 'xmlns:dateline': feedNamespace }
  const attributes = { ...namespaces, ...(language ? { 'xml:lang': language } : {}) }
  return printXml(element('feed', [...headOf(feed), ...entries.map(toEntry)], attributes))
}

function headOf({ id, title, selfUrl, homeUrl, updatedAt, nextUrl }: FeedHead): Element[] {
  return [
    element('id', [id]),
    element('title', [title]),
    element('updated', [updatedAt.toISOString()]),
    link({ rel: 'self', type: 'application/atom+xml', href: selfUrl }),
    link({ rel: 'alternate', type: 'text/html', href: homeUrl }),
    ...(nextUrl ? [link({ rel: 'next', type: 'application/atom+xml', href: nextUrl })] : []),
  ]
}

function toEntry(entry: FeedEntry): Element {
  const { document, id, updatedAt, publishedAt } = entry
  const { language, sectors, rights } = document
  const { title, html, summary, author, url, attachments } = entryText(entry)
  return element(
    'entry',
    [
      element('id', [id]),
      element('title', [title]),
      element('updated', [updatedAt.toISOString()]),
      element('published', [publishedAt.toISOString()]),
      element('author', [element('name', [author])]),
      ...(url ? [link({ rel: 'alternate', type: 'text/html', hreflang: language, href: url })] : []),
      ...relatedLinks(entry),
      ...attachments.map((file) => enclosure(file)),
      ...sectors.map(({ key, label }) => element('category', [], { term: key, label })),
      ...(rights ? [element('rights', [rights.notice])] : []),
      ...(summary ? [element('summary', [summary])] : []),
      element('content', [html], { type: 'html' }),
      ...sequenceOf(entry),
    ],
    { 'xml:lang': language },
  )
}

/** The number of an entry, in a namespace of our own; nothing of one that has none. */
export function sequenceOf({ sequence }: FeedEntry): Element[] {
  return sequence === undefined ? [] : [element('dateline:sequence', [String(sequence)])]
}

/** The other languages of an entry; nothing of one that is withdrawn. */
export function relatedLinks({ document, withdrawn }: FeedEntry, name = 'link'): Element[] {
  if (withdrawn) return []
  return document.alternates.map(({ language: hreflang, uri: href, headline: title }) =>
    element(name, [], { rel: 'related', hreflang, href, title }),
  )
}

/** A file of an entry as a link. */
export function enclosure({ url, contentType, sizeBytes, fileName }: Attachment, name = 'link'): Element {
  const length: Record<string, string> = sizeBytes === undefined ? {} : { length: String(sizeBytes) }
  return element(name, [], { rel: 'enclosure', type: contentType, ...length, title: fileName, href: url })
}

function link(attributes: Record<string, string>): Element {
  return element('link', [], attributes)
}
