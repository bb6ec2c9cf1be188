import type { FeedEntry, FeedHead, WriteFeed } from '../../src/formats/feeds/feed.ts'
import { houses } from '../../src/languages/houses.ts'
import { everyDocument, hostileDocument, type NamedDocument } from './documents.ts'

/** A feed with the name under which tests speak of it. */
export type NamedFeed = { name: string; head: FeedHead; entries: FeedEntry[] }

/** What a feed says of itself, where nothing of it matters. */
export const feedHead: FeedHead = {
  title: 'SeaPRwire: «كل اللغات» & 5 < 6',
  id: 'urn:dateline:feed:7f3a',
  selfUrl: 'https://feeds.example/k/7f3a/atom?a=1&b=2',
  homeUrl: 'https://www.seaprwire.com/',
  updatedAt: new Date('2026-12-03T00:00:00Z'),
  nextUrl: 'https://feeds.example/k/7f3a/atom?before=7',
}

/** A document as an entry. */
export function toEntry({ name, document }: NamedDocument, over: Partial<FeedEntry> = {}): FeedEntry {
  return {
    document,
    id: document.uri,
    updatedAt: new Date('2026-12-03T00:00:00Z'),
    publishedAt: document.firstReleasedAt ?? document.releasedAt,
    withdrawn: document.versionKind === 'kill',
    url: `https://news.example/${name}`,
    ...over,
  }
}

/** Every kind of document as a feed in fifteen languages, an empty feed, and one whose every text is hostile. */
export function everyFeed(): NamedFeed[] {
  const kinds = Map.groupBy(everyDocument(), ({ name }) => name.split('-').at(-1) ?? '')
  const hostile = houses.map(({ language }) => ({ name: `${language}-hostile`, document: hostileDocument(language) }))
  return [
    ...[...kinds, ['hostile', hostile] as const].map(([name, documents]) => ({
      name,
      head: feedHead,
      entries: documents.map((one, at) => toEntry(one, { sequence: at + 1 })),
    })),
    { name: 'empty', head: { ...feedHead, language: 'ar', nextUrl: undefined }, entries: [] },
    // What has no page of its own is found by its id alone.
    { name: 'pageless', head: feedHead, entries: (kinds.get('bare') ?? []).map((one) => toEntry(one, { url: undefined })) },
  ]
}

/** Every feed in one format. */
export function writeFeeds(write: WriteFeed): { name: string; text: string }[] {
  return everyFeed().map(({ name, head, entries }) => ({ name, text: write(head, entries) }))
}
