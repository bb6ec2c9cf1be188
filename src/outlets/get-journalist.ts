import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { notFound } from '../problem.ts'
import { EndpointView, endpointExample } from './endpoint.ts'
import { toEndpointView } from './endpoint-view.ts'
import { JournalistView, journalistExample, toJournalistView, withOutlets } from './journalist.ts'

/** A journalist with every way to reach them. */
export const JournalistWithEndpoints = JournalistView.extend({ endpoints: z.array(EndpointView) }).meta({
  id: 'JournalistWithEndpoints',
  example: { ...journalistExample, endpoints: [{ ...endpointExample, outletId: null, journalistId: journalistExample.id }] },
})
export type JournalistWithEndpoints = z.infer<typeof JournalistWithEndpoints>

/**
 * A journalist, archived or not, with the endpoints that are not.
 *
 * @throws not-found
 */
export async function getJournalist({ db, vault }: Pick<AppDeps, 'db' | 'vault'>, id: string): Promise<JournalistWithEndpoints> {
  const endpoints = { where: { archivedAt: null }, orderBy: { id: 'asc' } } as const
  const row = await db.journalist.findUnique({ where: { id }, include: { ...withOutlets, endpoints } })
  if (!row) throw notFound('journalist')
  return { ...toJournalistView(row), endpoints: row.endpoints.map((endpoint) => toEndpointView(vault, endpoint)) }
}
