import { FeedSettings } from '../channels/feed/feed.ts'
import { isEmbargoOver } from '../deliveries/document.ts'
import { loadEdition } from '../deliveries/edition.ts'
import type { AppDeps } from '../deps.ts'
import type { FeedEntry } from '../formats/feeds/feed.ts'
import { feedFormats } from '../formats/feeds/list.ts'
import { etagOfView } from '../http/etag.ts'
import type { FetchingEndpoint } from '../outlets/authenticate-endpoint.ts'
import { getWire } from '../wire/wire.ts'
import { findEntries, startedAt } from './find-entries.ts'
import type { Judged } from './judge.ts'
import type { Answered } from './mark-fetched.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'signals' | 'log' | 'config' | 'vault' | 'publicUrl' | 'files'>

/** A feed as it stands: told by its ETag before a byte of it is written. */
export type Feed = {
  contentType: string
  etag: string
  changedAt: Date
  /** what somebody gets who reads it now */
  answered: Answered
  write(selfUrl: string): Promise<string>
}

/** The feed of an endpoint. */
export async function getFeed(deps: Deps, endpoint: FetchingEndpoint): Promise<Feed> {
  const format = feedFormats[endpoint.format]
  if (!format) throw new Error(`There is no feed in ${endpoint.format}: add it to src/formats/feeds/list.ts`)
  const [wire, { entries, changedAt }] = await Promise.all([getWire(deps.db), findEntries(deps, endpoint)])
  const { title = wire.name } = FeedSettings.parse(endpoint.settings)
  // With the end of its embargo an entry says something else.
  const shown = entries.map(({ row, publication }) => [row.deliveryId, isEmbargoOver(publication, deps.clock)])
  const updatedAt = new Date(Math.max(changedAt.getTime(), new Date(wire.updatedAt).getTime()))
  return {
    contentType: format.contentType,
    etag: etagOfView([endpoint.id, endpoint.revision, wire.revision, shown, dayOf(deps.clock.now())]),
    changedAt: new Date(Math.max(updatedAt.getTime(), Date.parse(dayOf(deps.clock.now())))),
    answered: {
      fetched: entries.map(({ row: { publicationId, deliveryId } }) => ({ publicationId, deliveryId })),
      settled: [],
      at: deps.clock.now(),
    },
    write: async (selfUrl) => {
      const written: FeedEntry[] = []
      // One by one: whoever reads much takes the database from nobody.
      for (const entry of entries) written.push(await toEntry(deps, entry))
      return format.write({ id: `urn:dateline:feed:${endpoint.id}`, title, selfUrl, homeUrl: wire.url, updatedAt }, written)
    },
  }
}

async function toEntry(deps: Deps, judged: Judged): Promise<FeedEntry> {
  const { row, publication } = judged
  const edition = await loadEdition(deps, publication, row.editionId)
  const document = edition.document()
  const updatedAt = startedAt(judged)
  return {
    document,
    id: document.uri,
    updatedAt,
    publishedAt: document.firstReleasedAt ?? updatedAt,
    withdrawn: row.kind === 'kill',
    sequence: row.sequence,
  }
}

/** Links to files are signed anew each day, and end: a copy of a feed should not outlive them. */
function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10)
}
