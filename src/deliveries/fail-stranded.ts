import { Prisma } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { isDeliveryHeld } from '../holds/held.ts'
import { deliveriesMoved } from '../metrics/observe.ts'
import { isCanceled } from './canceled.ts'
import { finishPublications } from './finish.ts'
import { retryScheduleSeconds } from './retry.ts'
import { applyDeltas, type Change } from './tally.ts'

/** As long as a delivery would have been tried, with every spread. */
const strandedAfterMs = retryScheduleSeconds.reduce((sum, seconds) => sum + seconds, 0) * 1200

const failedAtOnce = 1000

/** Ends what has waited for a host that stays away for as long as it would have been tried: `host-down`. */
export async function failStranded({ db, clock }: Pick<AppDeps, 'db' | 'clock'>, hosts: string[]): Promise<void> {
  if (hosts.length === 0) return
  const now = clock.now()
  const since = new Date(now.getTime() - strandedAfterMs)
  const [d, p] = [Prisma.sql`d`, Prisma.sql`p`]
  const publications = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT d.publication_id AS id FROM deliveries d WHERE d.lane = ANY(${hosts}) AND d.batch_id IS NULL AND d.due_at IS NOT NULL
      AND d.updated_at < ${since} ORDER BY 1`
  for (const { id } of publications) {
    const failed = await db.$transaction(async (tx) => {
      if (await isCanceled(tx, id)) return []
      const changes = await tx.$queryRaw<Change[]>`
        UPDATE deliveries d SET state = 'failed', reason = 'host-down', due_at = NULL, lane = NULL, lane_urgency = NULL, updated_at = ${now}
        FROM publications p WHERE p.id = d.publication_id AND d.publication_id = ${id}::uuid AND d.id IN (
          SELECT x.id FROM deliveries x WHERE x.publication_id = ${id}::uuid AND x.lane = ANY(${hosts}) AND x.batch_id IS NULL
            AND x.due_at IS NOT NULL AND x.state IN ('pending', 'retrying') AND x.updated_at < ${since}
          LIMIT ${failedAtOnce} FOR UPDATE SKIP LOCKED)
          AND NOT ${isDeliveryHeld({ d, p })}
        RETURNING d.dispatch_id AS "dispatchId", d.channel, d.reason, old.state AS before, new.state AS state`
      await applyDeltas(tx, id, changes)
      await finishPublications({ tx, clock }, id)
      await signal(tx, id)
      return changes
    })
    deliveriesMoved(failed)
  }
}
