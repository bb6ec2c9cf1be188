import type { Document } from '../document.ts'

/** What a feed says of itself. */
export type FeedHead = {
  /** for ever the same, whatever its address becomes: a URI */
  id: string
  title: string
  /** where this feed is read */
  selfUrl: string
  /** a page for people beside it */
  homeUrl: string
  /** when anything in it changed last */
  updatedAt: Date
  /** BCP 47, where all entries share it */
  language?: string
  /** where the entries before these are read */
  nextUrl?: string
}

/** One edition in a feed. */
export type FeedEntry = {
  document: Document
  /** for ever the same, over all versions: a URI */
  id: string
  updatedAt: Date
  publishedAt: Date
  /** called back: the entry says so and keeps none of its story */
  withdrawn: boolean
  /** a page that shows it */
  url?: string
  /** its number among all that its endpoint is sent, gapless; left out where nobody counts */
  sequence?: number
}

/** The namespace of what Atom and RSS have no element for, under the prefix `dateline`. */
export const feedNamespace = 'urn:dateline:feed'

/** A list of documents as text. Pure: the same entries, in their order, give the same text. */
export type WriteFeed = (feed: FeedHead, entries: readonly FeedEntry[]) => string
