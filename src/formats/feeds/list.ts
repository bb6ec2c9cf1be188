import { atomContentType, writeAtom } from './atom.ts'
import type { WriteFeed } from './feed.ts'
import { jsonFeedContentType, writeJsonFeed } from './json-feed.ts'
import { rssContentType, writeRss } from './rss.ts'

/** A way to write a feed. */
export type FeedFormat = { contentType: string; write: WriteFeed }

/** Every format of the channel `feed`, by its key. */
export const feedFormats: Readonly<Record<string, FeedFormat>> = {
  atom: { contentType: atomContentType, write: writeAtom },
  rss: { contentType: rssContentType, write: writeRss },
  'json-feed': { contentType: jsonFeedContentType, write: writeJsonFeed },
}
