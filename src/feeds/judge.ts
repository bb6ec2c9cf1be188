import type { Publication } from '../db/generated/client.ts'
import type { AppDeps } from '../deps.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { mayHandOver } from '../embargo/gate.ts'
import { watchHolds } from '../holds/watch.ts'
import type { FetchingEndpoint } from '../outlets/authenticate-endpoint.ts'
import type { ItemRow } from './find-items.ts'

/** Why a delivery cannot be fetched (now). */
export const withholdings = ['not-yet', 'held', 'replaced', 'withdrawn'] as const

/** One of withholdings. */
export type Withholding = (typeof withholdings)[number]

/** A delivery with its publication, and why it is withheld, null where it may be fetched. */
export type Judged = { row: ItemRow; publication: Publication; withheld: Withholding | null }

type Deps = Pick<AppDeps, 'db' | 'clock' | 'signals' | 'log'>

/**
 * Judges what may be fetched, by the same gate and the same holds as every other hand-over: nothing before its hour, nothing that a
 * later version took the place of, nothing that was called off.
 *
 * @param endpoint that fetches; while it is paused, nothing is had
 */
export async function judgeItems(deps: Deps, rows: ItemRow[], endpoint: FetchingEndpoint): Promise<Judged[]> {
  if (rows.length === 0) return []
  const { db, clock } = deps
  const ids = [...new Set(rows.map(({ publicationId }) => publicationId))]
  const publications = new Map((await db.publication.findMany({ where: { id: { in: ids } } })).map((one) => [one.id, one]))
  const watch = watchHolds(deps)
  await watch.look()
  // From here to the answer without a pause: what is known of holds must not grow old on the way.
  const now = watchClocks(clock).earlier()
  return rows.flatMap((row) => {
    const publication = publications.get(row.publicationId)
    if (!publication) return []
    const { accountId, issuerIds, id: publicationId } = publication
    const { outletListId, host } = row
    const hold = watch.find({ accountId, issuerIds, publicationId, outletListId, channel: endpoint.channel, host })
    const isHeld = hold !== undefined || endpoint.isPaused
    return [{ row, publication, withheld: findWithholding(row, publication, { now, isHeld }) }]
  })
}

function findWithholding(
  { state, overtaken, suppressed }: ItemRow,
  publication: Publication,
  { now, isHeld }: { now: Date; isHeld: boolean },
): Withholding | null {
  if (overtaken || state === 'superseded') return 'replaced'
  if (publication.state === 'canceled' || state === 'canceled' || state === 'suppressed' || suppressed) return 'withdrawn'
  if (!mayHandOver(publication, now) || state === 'pending' || state === 'sending') return 'not-yet'
  return isHeld ? 'held' : null
}
