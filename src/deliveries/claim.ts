import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { deliveriesMoved } from '../metrics/observe.ts'
import { erasedHost } from '../suppressions/erased.ts'
import { suppressionsOf } from '../suppressions/suppressed.ts'
import { cancelLock } from './canceled.ts'
import type { Lease } from './lease.ts'
import { isOvertaken, laterThan } from './overtaken.ts'
import { laneColumns, openLanesFor, type Way } from './set-aside.ts'
import { addToTallies, shardOf } from './tally.ts'

type Deps = Pick<AppDeps, 'fast' | 'clock'>

/** A delivery that this worker is about to send, with what its endpoint says today. */
export type Claim = {
  id: string
  dispatchId: string
  endpointId: string
  channel: string
  format: string
  host: string
  addressHash: Uint8Array<ArrayBuffer>
  /** the number of this attempt, and the fence: an outcome counts only for the number that is the latest */
  attempt: number
  /** how to reach it; of a test nothing: `{}` */
  settings: unknown
  /** sealed; of a test null */
  secrets: Uint8Array | null
  pacePerMinute: number | null
  /** when it was to leave: the hour of its publication, or the end of the embargo that it waited for */
  hourAt: Date
  /** of a test release */
  test: boolean
}

/** How many deliveries are claimed at once; with what is being sent, never more than 256 unrecorded. */
export const sliceSize = 64

// Set aside: it stays what it was, in no batch, and has not used up an attempt.
const isAside = Prisma.sql`(j.refusal IS NULL AND j.aside)`

const ordinary: Way = { isLane: false, clogged: () => [] }

const recipient = { channel: Prisma.sql`slice.channel`, addressHash: Prisma.sql`e.address_hash`, host: Prisma.sql`e.host` }

/**
 * Takes the next deliveries of a leased batch, in order. Whoever may not be written to any more (suppressed, archived,
 * paused or disabled since the list was expanded, or sent a later version) ends here instead. A row in `sending` without an outcome
 * is an attempt of unknown outcome.
 *
 * What has to go through the lane of its host is set aside there.
 *
 * @param way how the batch travels
 * @param limit how many at most
 * @returns `more` is false when the batch has nothing left
 */
export async function claimSlice(
  { fast, clock }: Deps,
  lease: Lease,
  way: Way = ordinary,
  limit = sliceSize,
): Promise<{ claims: Claim[]; more: boolean }> {
  const rows = await fast.transaction(
    async (ask) => {
      const taken = await ask<Row>(taking(lease, { way, now: clock.now(), limit }))
      const lanes = taken.flatMap(({ state, lane }) => (state === 'pending' && lane !== null ? [lane] : []))
      await openLanesFor(ask, clock, lanes)
      return taken
    },
    [cancelLock(lease.publicationId)],
  )
  deliveriesMoved(rows.filter((row) => !row.test))
  const claims = rows.filter((row) => row.state === 'sending').sort((a, b) => a.position - b.position)
  return { claims, more: rows.length === limit }
}

type Row = Claim & { state: string; before: string; reason: string | null; lane: string | null; position: number }

function taking(lease: Lease, { way, now, limit }: { way: Way; now: Date; limit: number }): Prisma.Sql {
  const { batchId, publicationId, generation } = lease
  const changed = Prisma.sql`SELECT publication_id, dispatch_id, channel, before, state AS after, NULL::timestamptz AS sent_at FROM taken`
  return Prisma.sql`
    WITH slice AS MATERIALIZED (
      SELECT d.publication_id, d.id, d.endpoint_id, d.channel, d.lane, b.created_at AS batched_at
      FROM deliveries d JOIN batches b ON b.id = d.batch_id JOIN publications p ON p.id = d.publication_id AND p.state <> 'canceled'
      WHERE d.publication_id = ${publicationId}::uuid AND d.batch_id = ${batchId}::uuid AND d.state = 'pending'
        AND b.state = 'leased' AND b.generation = ${generation}
      ORDER BY d.position LIMIT ${limit} FOR UPDATE OF d
    ), ${laterThan(publicationId)}, judged AS MATERIALIZED (${judge(lease, way, now)}), taken AS (
      UPDATE deliveries d SET
        state = CASE WHEN ${isAside} THEN 'pending' WHEN j.refusal IS NULL THEN 'sending'
          WHEN j.refusal IN ('suppressed', 'superseded') THEN j.refusal ELSE 'failed' END,
        reason = NULLIF(j.refusal, 'superseded'), attempts = d.attempts + (j.refusal IS NULL AND NOT j.aside)::int,
        due_at = CASE WHEN ${isAside} THEN j.free_at END, updated_at = ${now},
        batch_id = CASE WHEN ${isAside} THEN NULL ELSE d.batch_id END,
        lane = CASE WHEN ${isAside} THEN j.lane ELSE d.lane END,
        lane_urgency = CASE WHEN NOT ${isAside} THEN d.lane_urgency WHEN j.lane IS NOT NULL THEN j.urgency END,
        host = CASE WHEN d.host = ${erasedHost} THEN d.host ELSE j.host END, address_hash = j.address_hash
      FROM judged j WHERE d.publication_id = j.publication_id AND d.id = j.id
      RETURNING d.publication_id, d.id, d.dispatch_id, d.endpoint_id, d.channel, d.format, d.host, d.address_hash, d.attempts, j.settings,
        j.secrets, j.pace_per_minute, j.hour_at, j.test, d.position, d.state, d.reason, d.lane, old.state AS before
    ), told AS (${addToTallies(changed, shardOf(batchId))})
    SELECT id, dispatch_id AS "dispatchId", endpoint_id AS "endpointId", channel, format, host, address_hash AS "addressHash",
      attempts AS attempt, settings, secrets, pace_per_minute AS "pacePerMinute", hour_at AS "hourAt", test, position, state, reason, lane,
      before FROM taken`
}

/**
 * Every row of the slice, with what its endpoint says today: one that moved since is judged, counted and suppressed by where the
 * message goes. Of a test no word on how to reach anybody leaves the database.
 */
function judge({ publicationId }: Lease, way: Way, now: Date): Prisma.Sql {
  return Prisma.sql`
        SELECT slice.publication_id, slice.id, e.pace_per_minute, e.host, e.address_hash, p.test, ${laneColumns(way, now)},
          CASE WHEN p.embargo_until BETWEEN p.release_at AND slice.batched_at THEN p.embargo_until ELSE p.release_at END AS hour_at,
          CASE WHEN p.test THEN '{}' ELSE e.settings END AS settings, CASE WHEN p.test THEN NULL ELSE e.secrets END AS secrets, CASE
            WHEN ${isOvertaken(Prisma.sql`slice.endpoint_id`)} THEN 'superseded'
            WHEN EXISTS (${suppressionsOf(recipient, Prisma.sql`p.account_id`)}) THEN 'suppressed'
            WHEN COALESCE(e.archived_at, o.archived_at, j.archived_at) IS NOT NULL THEN 'endpoint-archived'
            WHEN e.state <> 'active' THEN 'endpoint-' || e.state
            WHEN COALESCE(o.paused_until, j.paused_until) > ${now} THEN 'endpoint-paused'
          END AS refusal
        FROM slice JOIN endpoints e ON e.id = slice.endpoint_id JOIN publications p ON p.id = ${publicationId}::uuid
        LEFT JOIN outlets o ON o.id = e.outlet_id LEFT JOIN journalists j ON j.id = e.journalist_id LEFT JOIN hosts h ON h.host = e.host`
}
