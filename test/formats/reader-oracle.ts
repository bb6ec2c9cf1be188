import type { FeedEntry, WriteFeed } from '../../src/formats/feeds/feed.ts'
import { houses } from '../../src/languages/houses.ts'
import { type ReadItem, readOnce } from '../peers/newsboat.ts'
import { fullDocument } from './documents.ts'
import { feedHead, toEntry } from './feed-documents.ts'

/**
 * Has newsboat read a feed in fifteen languages from loopback.
 *
 * @param write the feed, and what it is served as
 * @returns what it has understood otherwise than it was meant, one line each
 */
export async function findMisreadings(write: WriteFeed, contentType: string): Promise<string[]> {
  const entries = houses.map(({ language }, at) =>
    toEntry({ name: language, document: fullDocument(language) }, { sequence: at + 1 }),
  )
  const read = await readOnce(write(feedHead, entries), contentType)
  return entries.flatMap((entry) => compare(entry, read.get(entry.id)))
}

function compare({ document, url, publishedAt }: FeedEntry, item: ReadItem | undefined): string[] {
  const { language, headline, direction } = document
  if (!item) return [`${language}: nothing was read`]
  const checks = {
    title: item.title === headline,
    author: item.author === 'Provider',
    page: item.url === url,
    hour: item.pubDate * 1000 === publishedAt.getTime(),
    story: item.content.startsWith(`<div lang="${language}" dir="${direction}">`) && item.content.includes(document.lead),
  }
  return Object.entries(checks).flatMap(([what, holds]) => (holds ? [] : [`${language}: another ${what}`]))
}
