import type { Db } from '../db/client.ts'
import { readCursor, toPage } from '../http/page.ts'
import { type SuppressionPage, type SuppressionQuery, toSuppressionView } from './suppression.ts'

/** Suppressions of the wire: those that stand, and with `lifted` those that stood. */
export async function findSuppressions({ db }: { db: Db }, query: SuppressionQuery): Promise<SuppressionPage> {
  const { limit, channel, reason, endpointId, lifted } = query
  const after = readCursor(query.cursor)
  const endpoint = endpointId === undefined ? undefined : await db.endpoint.findUnique({ where: { id: endpointId } })
  if (endpointId !== undefined && !endpoint) return { items: [], nextCursor: null }
  const where = {
    AND: [
      after === undefined ? {} : { id: { gt: after } },
      channel === undefined ? {} : { channel },
      reason === undefined ? {} : { reason },
      endpoint ? { channel: endpoint.channel, addressHash: endpoint.addressHash } : {},
      lifted ? {} : { liftedAt: null },
    ],
  }
  const rows = await db.suppression.findMany({ where, orderBy: { id: 'asc' }, take: limit + 1 })
  return toPage(rows, limit, toSuppressionView)
}
