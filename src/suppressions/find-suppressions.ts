import type { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { readCursor, toPage } from '../http/page.ts'
import { domainsOf } from './domain.ts'
import { type SuppressionPage, type SuppressionQuery, toSuppressionView } from './suppression.ts'

type Deps = Pick<AppDeps, 'db' | 'vault'>

/** Suppressions of the wire: those that stand, and with `lifted` those that stood. */
export async function findSuppressions({ db, vault }: Deps, query: SuppressionQuery): Promise<SuppressionPage> {
  const { limit, channel, reason, address, domain, accountId, endpointId, lifted } = query
  const after = readCursor(query.cursor)
  const endpoint = endpointId === undefined ? undefined : await db.endpoint.findUnique({ where: { id: endpointId } })
  if (endpoint === null) return { items: [], nextCursor: null }
  const where: Prisma.SuppressionWhereInput = {
    id: { gt: after },
    reason,
    addressHash: address === undefined ? undefined : vault.hashAddress(address),
    domain,
    accountId,
    liftedAt: lifted ? undefined : null,
    AND: [
      channel === undefined ? {} : onChannel(channel),
      endpoint === undefined ? {} : onChannel(endpoint.channel),
      endpoint === undefined ? {} : { OR: [{ addressHash: endpoint.addressHash }, { domain: { in: domainsOf(endpoint.host) } }] },
    ],
  }
  const rows = await db.suppression.findMany({ where, orderBy: { id: 'asc' }, take: limit + 1 })
  return toPage(rows, limit, toSuppressionView)
}

function onChannel(channel: string): Prisma.SuppressionWhereInput {
  return { OR: [{ channel }, { channel: null }] }
}
