import { FeedSettings } from '../channels/feed/feed.ts'
import { isEmbargoOver } from '../deliveries/document.ts'
import type { AppDeps } from '../deps.ts'
import type { FetchingEndpoint } from '../outlets/authenticate-endpoint.ts'
import { findItems } from './find-items.ts'
import { type Judged, judgeItems } from './judge.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'signals' | 'log'>

/** What stands in a feed at present, the newest first, and when anything in it changed last. */
export type Entries = { entries: Judged[]; changedAt: Date }

/** So many deliveries are looked through for each entry that is shown: the rest were corrected or called back since. */
const lookedThrough = 4
const dayMs = 86_400_000

/**
 * The entries of a feed: of each release in each language the newest version, and a release that was called back for as long as its
 * endpoint wants it marked.
 */
export async function findEntries(deps: Deps, endpoint: FetchingEndpoint): Promise<Entries> {
  const { entries: atMost, markKillsForDays } = FeedSettings.parse(endpoint.settings)
  const rows = await findItems(deps.db, { endpointId: endpoint.id, which: 'newest', limit: atMost * lookedThrough })
  // What it showed before somebody stopped it was handed over then.
  const now = deps.clock.now()
  const all = await judgeItems(deps, rows, endpoint)
  const judged = all.filter(({ row, withheld }) => withheld === null || (withheld === 'held' && row.state === 'delivered'))
  // To who takes no embargoes it came only then.
  const lifted = judged.flatMap(({ publication }) =>
    isEmbargoOver(publication, deps.clock) ? (publication.embargoUntil ?? []) : [],
  )
  const withdrawn = all.filter(({ withheld }) => withheld === 'withdrawn').map(({ publication }) => publication.updatedAt)
  const goneAt = (one: Judged) =>
    one.row.kind === 'kill' ? new Date(startedAt(one).getTime() + markKillsForDays * dayMs) : undefined
  const shown = judged.filter((one) => (goneAt(one) ?? now) >= now).sort(newestFirst)
  const gone = judged.flatMap((one) => goneAt(one) ?? []).filter((at) => at < now)
  const changes = [endpoint.createdAt, endpoint.updatedAt, ...shown.map(startedAt), ...gone, ...withdrawn, ...lifted]
  return { entries: shown.slice(0, atMost), changedAt: new Date(Math.max(...changes.map((at) => at.getTime()))) }
}

/** When a delivery's publication went out. */
export function startedAt({ publication }: Judged): Date {
  return publication.startedAt ?? publication.releaseAt
}

function newestFirst(a: Judged, b: Judged): number {
  return startedAt(b).getTime() - startedAt(a).getTime() || b.row.sequence - a.row.sequence
}
