import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { PageQuery, readCursor, toPage } from '../http/page.ts'
import { notFound } from '../problem.ts'
import type { EndpointPage, EndpointView } from './endpoint.ts'
import { toEndpointView } from './endpoint-view.ts'
import { Archived } from './profile-query.ts'
import type { Owner } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'vault'>

/** How the endpoints of an outlet or a journalist are listed. */
export const EndpointQuery = z.strictObject({ ...PageQuery.shape, archived: Archived })
export type EndpointQuery = z.infer<typeof EndpointQuery>

/**
 * The endpoints of an outlet or a journalist.
 *
 * @throws not-found when there is no such owner
 */
export async function findEndpoints({ db, vault }: Deps, owner: Owner, query: EndpointQuery): Promise<EndpointPage> {
  const { id } = owner
  const known = owner.type === 'outlet' ? await db.outlet.count({ where: { id } }) : await db.journalist.count({ where: { id } })
  if (known === 0) throw notFound(owner.type)
  const after = readCursor(query.cursor)
  const where = {
    ...(owner.type === 'outlet' ? { outletId: id } : { journalistId: id }),
    ...(after === undefined ? {} : { id: { gt: after } }),
    ...(query.archived ? {} : { archivedAt: null }),
  }
  const rows = await db.endpoint.findMany({ where, orderBy: { id: 'asc' }, take: query.limit + 1 })
  return toPage(rows, query.limit, (row) => toEndpointView(vault, row))
}

/**
 * An endpoint, archived or not.
 *
 * @throws not-found
 */
export async function getEndpoint({ db, vault }: Deps, id: string): Promise<EndpointView> {
  const row = await db.endpoint.findUnique({ where: { id } })
  if (!row) throw notFound('endpoint')
  return toEndpointView(vault, row)
}
