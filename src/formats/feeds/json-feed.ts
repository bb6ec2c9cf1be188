import { entryText } from './entry.ts'
import type { FeedEntry, WriteFeed } from './feed.ts'

/** What a JSON Feed is served as. */
export const jsonFeedContentType = 'application/feed+json; charset=utf-8'

/**
 * A JSON Feed 1.1. The whole story stands in it as HTML, which carries its language and direction, and as text. What the format has no
 * field for is in `_dateline`, as it wants extensions named.
 *
 * @see https://www.jsonfeed.org/version/1.1/
 */
export const writeJsonFeed: WriteFeed = ({ title, selfUrl, homeUrl, language, nextUrl }, entries) =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: homeUrl,
    feed_url: selfUrl,
    next_url: nextUrl,
    language,
    items: entries.map(toItem),
  })

function toItem(entry: FeedEntry) {
  const { document, id, updatedAt, publishedAt, withdrawn } = entry
  const { language, sectors, canonicalUrl } = document
  const { title, html, text, summary, author, url, attachments } = entryText(entry)
  return {
    id,
    url,
    external_url: withdrawn ? undefined : canonicalUrl,
    title,
    content_html: html,
    content_text: text,
    summary,
    image: attachments.find(({ kind }) => kind === 'image')?.url,
    date_published: publishedAt.toISOString(),
    date_modified: updatedAt.toISOString(),
    authors: [{ name: author }],
    tags: sectors.map(({ label }) => label),
    language,
    attachments: attachments.map(({ url: at, contentType, fileName, sizeBytes }) => ({
      url: at,
      mime_type: contentType,
      title: fileName,
      size_in_bytes: sizeBytes,
    })),
    _dateline: extensionOf(entry),
  }
}

function extensionOf({ document, withdrawn, sequence }: FeedEntry) {
  const { releaseId, version, versionKind, embargoUntil, rights, alternates } = document
  return {
    release: releaseId,
    version,
    kind: versionKind,
    sequence,
    withdrawn,
    embargoUntil: withdrawn ? undefined : embargoUntil?.toISOString(),
    rights: rights?.notice,
    translations: withdrawn ? [] : alternates,
  }
}
