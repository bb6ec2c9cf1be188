import { channels } from '../channels/list.ts'
import type { Tx } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'

const fetched = channels.filter((channel) => channel.isFetched).map(({ key }) => key)
const machines = channels.filter((channel) => channel.class === 'machine').map(({ key }) => key)

/**
 * Numbers what a publication was just expanded into, for each machine's endpoint by itself and without a gap, in the order of the targets.
 * What is suppressed is not sent, and has no number. Nor has a test: it reaches nobody, and would be a gap.
 *
 * One statement, the last of its transaction that locks anything: endpoints are taken in the order of their ids and kept until the
 * commit only, so that two publications never wait for each other crosswise.
 *
 * @param dispatchIds what was expanded in this transaction
 */
export async function numberDeliveries(tx: Tx, { id, test }: Publication, dispatchIds: string[]): Promise<void> {
  if (test) return
  // The planner knows nothing of rows that are this young: it would look through all numbers for each of them.
  await tx.$executeRaw`SET LOCAL enable_nestloop = off`
  await tx.$executeRaw`
    WITH fresh AS MATERIALIZED (
      SELECT d.id, d.endpoint_id, d.channel, row_number() OVER (PARTITION BY d.endpoint_id ORDER BY t.position, d.id)::int AS nth,
        count(*) OVER (PARTITION BY d.endpoint_id)::int AS count
      FROM dispatches t JOIN deliveries d ON d.publication_id = t.publication_id AND d.dispatch_id = t.id
      WHERE t.id = ANY(${dispatchIds}::uuid[]) AND d.publication_id = ${id}::uuid AND d.channel = ANY(${machines}::text[]) AND d.state = 'pending'
    ), counted AS (
      INSERT INTO endpoint_sequences (endpoint_id, last)
      SELECT endpoint_id, count FROM fresh WHERE nth = 1 ORDER BY endpoint_id
      ON CONFLICT (endpoint_id) DO UPDATE SET last = endpoint_sequences.last + excluded.last
      RETURNING endpoint_id, last
    )
    INSERT INTO endpoint_items (endpoint_id, sequence, publication_id, delivery_id, open)
    SELECT endpoint_id, last - count + nth, ${id}::uuid, id, channel = ANY(${fetched}::text[]) FROM fresh JOIN counted USING (endpoint_id)`
  await tx.$executeRaw`SET LOCAL enable_nestloop = on`
}
