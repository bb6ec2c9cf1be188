import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { notFound } from '../problem.ts'
import { EndpointView, endpointExample } from './endpoint.ts'
import { toEndpointView } from './endpoint-view.ts'
import { OutletView, outletExample, toOutletView } from './outlet.ts'

/** An outlet with every way to reach it. */
export const OutletWithEndpoints = OutletView.extend({ endpoints: z.array(EndpointView) }).meta({
  id: 'OutletWithEndpoints',
  example: { ...outletExample, endpoints: [endpointExample] },
})
export type OutletWithEndpoints = z.infer<typeof OutletWithEndpoints>

/**
 * An outlet, archived or not, with its endpoints that are not.
 *
 * @throws not-found
 */
export async function getOutlet({ db, vault }: Pick<AppDeps, 'db' | 'vault'>, id: string): Promise<OutletWithEndpoints> {
  const endpoints = { where: { archivedAt: null }, orderBy: { id: 'asc' } } as const
  const row = await db.outlet.findUnique({ where: { id }, include: { endpoints } })
  if (!row) throw notFound('outlet')
  return { ...toOutletView(row), endpoints: row.endpoints.map((endpoint) => toEndpointView(vault, endpoint)) }
}
