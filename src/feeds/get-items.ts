import { setTimeout } from 'node:timers/promises'
import { pull } from '../channels/pull/pull.ts'
import { loadEdition } from '../deliveries/edition.ts'
import type { AppDeps } from '../deps.ts'
import type { FetchingEndpoint } from '../outlets/authenticate-endpoint.ts'
import { invalidField, type Problem } from '../problem.ts'
import { findItems, findLatest } from './find-items.ts'
import { type ItemPage, type ItemQuery, type ItemView, toCursor } from './item.ts'
import { type Judged, judgeItems } from './judge.ts'
import type { Answered } from './mark-fetched.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'signals' | 'log' | 'config' | 'vault' | 'publicUrl' | 'files'>

type Wanted = ItemQuery & {
  /** how long to wait for something to be had, where there is nothing */
  waitMs?: number
  abort?: AbortSignal
}

/** How often somebody who waits is looked for: nothing signals an endpoint, that would be a signal for each delivery. */
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
  endpoint: FetchingEndpoint,
  { since, limit, format = formatOf(endpoint), waitMs = 0, abort }: Wanted,
): Promise<{ page: ItemPage; answered: Answered }> {
  const { db } = deps
  const deadline = performance.now() + waitMs
  for (;;) {
    const latest = await findLatest(db, endpoint.id)
    if (since.sequence > latest) throw tooFar(latest)
    const judged = await judgePage(deps, endpoint, { since, limit })
    const left = deadline - performance.now()
    if (left > 0 && !abort?.aborted && judged.every(({ withheld }) => withheld !== null)) {
      await setTimeout(Math.min(left, lookAgainMs), undefined, { signal: abort }).catch(() => {})
      continue
    }
    const items: ItemView[] = []
    // One by one: whoever reads much takes the database from nobody.
    for (const one of judged) items.push(await toItem(deps, one, format))
    const at = deps.clock.now()
    const next = Math.max(since.sequence, ...items.map(({ sequence }) => sequence))
    return { page: { items, next: toCursor(next, at), latest }, answered: { ...toAnswered(judged), at } }
  }
}

/** What was still to come when it was passed over goes first. */
async function judgePage(
  deps: Deps,
  endpoint: FetchingEndpoint,
  { since: { sequence, toldUntil }, limit }: Pick<ItemQuery, 'since' | 'limit'>,
): Promise<Judged[]> {
  const { id: endpointId } = endpoint
  const [left, fresh] = await Promise.all([
    findItems(deps.db, { endpointId, which: { openUpTo: sequence, toldUntil }, limit: leftOverAtMost }),
    findItems(deps.db, { endpointId, which: { after: sequence }, limit }),
  ])
  const judged = await judgeItems(deps, [...left, ...fresh], endpoint)
  return judged.filter((one) => one.row.sequence > sequence || !isToCome(one)).slice(0, limit)
}

function isToCome({ withheld }: Judged): boolean {
  return withheld === 'not-yet' || withheld === 'held'
}

function tooFar(latest: number): Problem {
  const detail = `is beyond the last number that there is, ${latest}: the wire may have been restored. Ask since 0, and leave out what you have by its deliveryId`
  return invalidField('/querystring/since', 'since', detail)
}

function toAnswered(judged: Judged[]): Omit<Answered, 'at'> {
  const idsOf = ({ row: { publicationId, deliveryId } }: Judged) => ({ publicationId, deliveryId })
  return {
    fetched: judged.filter(({ withheld }) => withheld === null).map(idsOf),
    settled: judged.filter(({ withheld }) => withheld === 'replaced' || withheld === 'withdrawn').map(idsOf),
  }
}

/** Of a feed, whose own formats are lists, and of a site, whose own tells no embargo, items are had in the first that there is. */
function formatOf({ format }: FetchingEndpoint): ItemView['format'] {
  return pull.formats.includes(format) ? format : pull.formats[0]
}

const hidden = { releaseId: null, version: null, kind: null, language: null, uri: null, releasedAt: null, embargoUntil: null }

async function toItem(deps: Deps, { row, publication, withheld }: Judged, format: ItemView['format']): Promise<ItemView> {
  const { sequence, deliveryId } = row
  const known = { sequence, deliveryId, withheld, format, contentType: null, content: null }
  // Of what is not out nothing is told, not even that there is a release.
  if (isToCome({ row, publication, withheld }) || publication.startedAt === null) return { ...known, ...hidden }
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
