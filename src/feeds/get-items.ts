import { pull } from '../channels/pull/pull.ts'
import type { Endpoint } from '../db/generated/client.ts'
import { loadEdition } from '../deliveries/edition.ts'
import type { AppDeps } from '../deps.ts'
import { findItems, findLatest } from './find-items.ts'
import type { ItemPage, ItemQuery, ItemView } from './item.ts'
import { type Judged, judgeItems } from './judge.ts'
import type { Answered } from './mark-fetched.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'signals' | 'log' | 'config' | 'vault' | 'publicUrl' | 'files'>

type Wanted = ItemQuery & {
  /** how long to wait for something to be had, where there is nothing */
  waitMs?: number
  abort?: AbortSignal
}

/** How often somebody who waits is looked for. */
const lookAgainMs = 1000
/** What was passed over, at most, that is looked through for what is to be had by now. */
const leftOverAtMost = 500

/**
 * What follows a number of an endpoint, with the bytes of what may be fetched now. What is not to be had yet stands in it without them,
 * so that the outlet knows that it misses nothing; of an endpoint that only fetches it comes first in a later answer, once it is to be had.
 * Waits, if asked to, until something is.
 *
 * @returns the page, and what goes out with it: to be marked once the answer is through
 */
export async function getItems(
  deps: Deps,
  endpoint: Endpoint,
  { since, limit, format = formatOf(endpoint), waitMs = 0, abort }: Wanted,
): Promise<{ page: ItemPage; answered: Answered }> {
  const { db, signals } = deps
  const deadline = performance.now() + waitMs
  for (;;) {
    const latest = await findLatest(db, endpoint.id)
    const judged = await judgePage(deps, endpoint, { since, limit })
    const left = deadline - performance.now()
    if (left > 0 && !abort?.aborted && judged.every(({ withheld }) => withheld !== null)) {
      await signals.wait(endpoint.id, Math.min(left, lookAgainMs), abort)
      continue
    }
    const items = await Promise.all(judged.map((one) => toItem(deps, one, format)))
    const next = Math.max(since, ...items.map(({ sequence }) => sequence))
    return { page: { items, next, latest }, answered: toAnswered(judged) }
  }
}

/** What was still to come when it was passed over goes first. */
async function judgePage(
  deps: Deps,
  { id: endpointId, channel }: Endpoint,
  { since, limit }: { since: number; limit: number },
): Promise<Judged[]> {
  const left = await findItems(deps.db, { endpointId, which: { openUpTo: since }, limit: leftOverAtMost })
  const late = (await judgeItems(deps, left, channel)).filter((one) => !isToCome(one)).slice(0, limit)
  if (late.length === limit) return late
  const fresh = await findItems(deps.db, { endpointId, which: { after: since }, limit: limit - late.length })
  return [...late, ...(await judgeItems(deps, fresh, channel))]
}

function isToCome({ withheld }: Judged): boolean {
  return withheld === 'not-yet' || withheld === 'held'
}

function toAnswered(judged: Judged[]): Answered {
  const idsOf = ({ row: { publicationId, deliveryId } }: Judged) => ({ publicationId, deliveryId })
  return {
    fetched: judged.filter(({ withheld }) => withheld === null).map(idsOf),
    settled: judged.filter(({ withheld }) => withheld === 'replaced' || withheld === 'withdrawn').map(idsOf),
  }
}

/** Of a feed, whose own formats are lists, and of a site, whose own tells no embargo, items are had in the first that there is. */
function formatOf({ format }: Endpoint): ItemView['format'] {
  return pull.formats.includes(format) ? format : pull.formats[0]
}

const hidden = { releaseId: null, version: null, kind: null, language: null, uri: null, releasedAt: null, embargoUntil: null }

async function toItem(deps: Deps, { row, publication, withheld }: Judged, format: ItemView['format']): Promise<ItemView> {
  const { sequence, deliveryId } = row
  const known = { sequence, deliveryId, withheld, format, contentType: null, content: null }
  // Of what is not out nothing is told, not even that there is a release.
  if (isToCome({ row, publication, withheld })) return { ...known, ...hidden }
  const edition = await loadEdition(deps, publication, row.editionId)
  const { releaseId, version, versionKind: kind, language, uri, embargoUntil } = edition.document()
  const facts = {
    ...{ releaseId, version, kind, language, uri },
    releasedAt: (publication.startedAt ?? publication.releaseAt).toISOString(),
    embargoUntil: embargoUntil?.toISOString() ?? null,
  }
  if (withheld !== null) return { ...known, ...facts }
  const { contentType, bytes } = edition.render(format, sequence)
  return { ...known, ...facts, contentType, content: new TextDecoder().decode(bytes) }
}
