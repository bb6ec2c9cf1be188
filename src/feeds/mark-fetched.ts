import { Prisma } from '../db/client.ts'
import { few } from '../db/few.ts'
import { addToTallies, shardOf } from '../deliveries/tally.ts'
import type { AppDeps } from '../deps.ts'
import { deliveriesMoved } from '../metrics/observe.ts'

type Deps = Pick<AppDeps, 'fast' | 'clock' | 'workerName'>

/** For so long an answer may be asked for again by who did not get it. */
const openForMs = 7 * 86_400_000

/** A delivery as it is looked up. */
export type Fetched = { publicationId: string; deliveryId: string }

/** What an answer told an outlet, and when: what it got, and of what it need not ask any more. */
export type Answered = { fetched: Fetched[]; settled: Fetched[]; at: Date }

/**
 * Writes down that deliveries were fetched: that is their hand-over, whatever else became of them meanwhile. What is being pushed at this
 * moment is left to that. The first fetch counts; the next ones change nothing.
 *
 * @param receipt how they were fetched
 */
export async function markFetched(
  { fast, clock, workerName }: Deps,
  { fetched, settled, at }: Answered,
  receipt: string,
): Promise<void> {
  const told = [...fetched, ...settled].map(({ deliveryId }) => deliveryId)
  if (told.length === 0) return
  const now = clock.now()
  const ids = Prisma.sql`unnest(${fetched.map(({ publicationId }) => publicationId)}::uuid[],
    ${fetched.map(({ deliveryId }) => deliveryId)}::uuid[]) AS o (publication_id, id)`
  const changed = Prisma.sql`SELECT publication_id, dispatch_id, channel, before, 'delivered' AS after, sent_at FROM moved`
  const moved = await fast.ask<{ channel: string }>(Prisma.sql`
    WITH o AS MATERIALIZED (${few(ids, fetched.length)}), moved AS (
      UPDATE deliveries d SET state = 'delivered', reason = NULL, due_at = NULL, sent_at = ${now}, receipt = ${receipt}, updated_at = ${now}
      FROM o WHERE d.publication_id = o.publication_id AND d.id = o.id AND d.state NOT IN ('pending', 'delivered')
      RETURNING d.publication_id, d.dispatch_id, d.channel, d.sent_at, old.state AS before
    ), told AS (${addToTallies(changed, shardOf(workerName))}), kept AS (
      UPDATE endpoint_items SET told_at = ${at} WHERE open AND told_at IS NULL AND delivery_id = ANY(${told}::uuid[])
    ), closed AS (
      UPDATE endpoint_items SET open = false
      WHERE open AND told_at < ${new Date(at.getTime() - openForMs)} AND endpoint_id IN (
        SELECT endpoint_id FROM endpoint_items WHERE delivery_id = ANY(${told}::uuid[]))
    ), signalled AS MATERIALIZED (
      SELECT pg_notify('dateline', publication_id::text) FROM (SELECT DISTINCT publication_id FROM moved) AS publications
    )
    SELECT channel FROM moved WHERE (SELECT count(*) FROM signalled) > 0`)
  deliveriesMoved(moved.map(({ channel }) => ({ channel, state: 'delivered' })))
}
