import { atomContentType, writeAtom } from '../../src/formats/feeds/atom.ts'
import type { WriteFeed } from '../../src/formats/feeds/feed.ts'
import { writeJsonFeed } from '../../src/formats/feeds/json-feed.ts'
import { rssContentType, writeRss } from '../../src/formats/feeds/rss.ts'
import { houses } from '../../src/languages/houses.ts'
import { whyNoNewsboat } from '../peers/newsboat.ts'
import { findAtomFaults, validateAtom, whyNoJing } from './atom-oracle.ts'
import { writeFeeds } from './feed-documents.ts'
import { findNumberFaults } from './feed-number.ts'
import { findJsonFeedFaults } from './json-feed-oracle.ts'
import { findMisreadings } from './reader-oracle.ts'
import { findRssFaults } from './rss-oracle.ts'
import type { Oracle, Verdict } from './verdict.ts'
import { whyNoParser } from './xml-oracle.ts'

/** Those who are asked about feeds. */
export const feedOracles: Oracle[] = [
  { name: 'Atom, RELAX NG of RFC 4287 by jing', ask: askAtomSchema },
  { name: 'Atom, other rules of RFC 4287, read by a checker of ours', ask: () => askFeeds(writeAtom, findAtomFaults) },
  { name: 'RSS 2.0, rules of the RSS Advisory Board, read by a checker of ours', ask: () => askFeeds(writeRss, findFaultsOfRss) },
  { name: 'JSON Feed 1.1, its rules, read by a checker of ours', ask: () => askFeeds(writeJsonFeed, findJsonFeedFaults) },
  { name: 'Atom and RSS 2.0, read by newsboat', ask: askReader },
]

async function askAtomSchema(): Promise<Verdict> {
  const absent = whyNoJing()
  if (absent) return { absent }
  const feeds = writeFeeds(writeAtom)
  const wrong = validateAtom([
    { name: 'wrong', text: feeds[0]?.text.replace('<updated>', '<date>').replace('</updated>', '</date>') ?? '' },
  ])
  return {
    checked: `${feeds.length} feeds`,
    problems: [...(wrong.length > 0 ? [] : ['a wrong feed is let through']), ...validateAtom(feeds)],
  }
}

async function askFeeds(of: WriteFeed, findFaults: (text: string) => string[]): Promise<Verdict> {
  const absent = whyNoParser()
  if (absent) return { absent }
  const feeds = writeFeeds(of)
  const problems = feeds.flatMap(({ name, text }) => findFaults(text).map((fault) => `${name}: ${fault}`))
  return { checked: `${feeds.length} feeds`, problems }
}

function findFaultsOfRss(text: string): string[] {
  return [...findRssFaults(text), ...findNumberFaults(text)]
}

async function askReader(): Promise<Verdict> {
  const absent = whyNoNewsboat()
  if (absent) return { absent }
  const problems = [await findMisreadings(writeAtom, atomContentType), await findMisreadings(writeRss, rssContentType)]
  return { checked: `2 feeds in ${houses.length} languages`, problems: problems.flat() }
}
