import { type Client, expectStatus } from '../harness/client.ts'
import type { Stage, StagedOutlet } from '../harness/stage.ts'

/** An outlet on a list of its own, with the key by which it fetches. */
export type FetchingOutlet = { listId: string; endpointId: string; outletId: string; key: string; client: Client }

/** Makes one; it fetches unless the channel says that it is sent to. */
export async function makeOutlet(stage: Stage, outlet: StagedOutlet = { channel: 'pull' }): Promise<FetchingOutlet> {
  const { id: listId, endpointIds, outletIds } = await stage.list([outlet])
  const [endpointId = ''] = endpointIds
  const [outletId = ''] = outletIds
  const made = expectStatus(await stage.admin.post(`/v1/endpoints/${endpointId}/keys`, { name: 'The editorial system' }), 201)
  const key = String(made.json.key)
  return { listId, endpointId, outletId, key, client: stage.as(key) }
}
