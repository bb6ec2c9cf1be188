import { findChannel } from '../channels/list.ts'
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
  endpointId: string
  channel: string
  format: string
  host: string
  /** bytes in hexadecimal */
  addressHash: string
  /** the number of this attempt, and the fence: an outcome counts only while no other attempt has ended */
  attempt: number
  /** how to reach it, as JSON; of a test nothing: `{}` */
  settings: string
  /** sealed; in hexadecimal; of a test null */
  secrets: string | null
  pacePerMinute: number | null
  /** its number among all of a machine's endpoint; null where nobody counts */
  sequence: number | null
  /** when it was to leave: the hour of its publication, the end of the embargo that it waited for, or of the hold */
  hourAt: Date
  /** of a test release */
  test: boolean
}

/** How many deliveries are claimed at once. */
export const sliceSize = 128

// Set aside: it stays what it was, in no batch, and has not used up an attempt.
const isAside = Prisma.sql`(j.refusal IS NULL AND j.aside)`

const ordinary: Way = { isLane: false, clogged: () => [] }

const recipient = { channel: Prisma.sql`slice.channel`, addressHash: Prisma.sql`e.address_hash`, host: Prisma.sql`e.host` }

/**
 * Takes the next deliveries of a leased batch, in order, by marking the batch up to them: from then on they are in this worker's hands,
 * and if it is lost without an outcome, that is an attempt of unknown outcome. Nothing is written to the deliveries themselves but
 * to the few that end here instead: whoever may not be written to any more (suppressed, archived, paused or disabled since the list
 * was expanded, or sent a later version).
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
    async ({ ask, askTexts }) => {
      const taken = (await askTexts(taking(lease, { way, now: clock.now(), limit }))).map(read)
      const lanes = taken.flatMap(({ state, lane }) => (state === 'pending' && lane !== null ? [lane] : []))
      await openLanesFor(ask, clock, lanes)
      return taken
    },
    { shared: [cancelLock(lease.publicationId)], batchId: lease.batchId },
  )
  const { channel, hourAt, test } = lease
  if (!test) deliveriesMoved(rows.flatMap(({ state, reason }) => (state === 'sending' ? [] : [{ channel, state, reason }])))
  const claims = rows.flatMap(({ state, reason: _, lane: __, ...row }) =>
    state === 'sending' ? [{ ...row, channel, hourAt, test }] : [],
  )
  return { claims, more: rows.length === limit }
}

type Row = Omit<Claim, 'channel' | 'hourAt' | 'test'> & { state: string; reason: string | null; lane: string | null }

/** A row as `taking` selects it. */
function read(texts: (string | null)[]): Row {
  const [id, endpointId, format, host, addressHash, attempt, settings, secrets, pacePerMinute, sequence, ...verdict] = texts
  const [state, reason, lane] = verdict
  return {
    id: id ?? '',
    endpointId: endpointId ?? '',
    format: format ?? '',
    host: host ?? '',
    addressHash: (addressHash ?? '').slice(2),
    attempt: Number(attempt),
    settings: settings ?? '',
    secrets: secrets?.slice(2) ?? null,
    pacePerMinute: toNumber(pacePerMinute),
    sequence: toNumber(sequence),
    state: state ?? '',
    reason: reason ?? null,
    lane: lane ?? null,
  }
}

function toNumber(text: string | null | undefined): number | null {
  return text ? Number(text) : null
}

function taking(lease: Lease, { way, now, limit }: { way: Way; now: Date; limit: number }): Prisma.Sql {
  const { batchId, publicationId, dispatchId, generation } = lease
  const changed = Prisma.sql`SELECT ${publicationId}::uuid AS publication_id, ${dispatchId}::uuid AS dispatch_id, channel,
    'pending' AS before, state AS after, NULL::timestamptz AS sent_at FROM judged`
  return Prisma.sql`
    WITH mine AS MATERIALIZED (
      SELECT b.claimed_to, p.test, p.urgency, p.account_id FROM batches b JOIN publications p ON p.id = b.publication_id AND p.state <> 'canceled'
      WHERE b.id = ${batchId}::uuid AND b.state = 'leased' AND b.generation = ${generation}
    ), slice AS MATERIALIZED (
      SELECT d.id, d.endpoint_id, d.channel, d.format, d.lane, d.host, d.address_hash, d.attempts, d.position
      FROM deliveries d
      WHERE d.publication_id = ${publicationId}::uuid AND d.batch_id = ${batchId}::uuid AND d.state = 'pending'
        AND d.position >= (SELECT claimed_to FROM mine)
      ORDER BY d.position LIMIT ${limit}
    ), ${laterThan(publicationId)}, judged AS MATERIALIZED (${judge(lease, way, now)}), marked AS (
      UPDATE batches b SET claimed_to = s.upto FROM (SELECT max(position) + 1 AS upto FROM slice) AS s
      WHERE b.id = ${batchId}::uuid AND s.upto IS NOT NULL
    ), changed AS (${changing(publicationId, now)}), told AS (${addToTallies(changed, shardOf(batchId))})
    SELECT id, endpoint_id, format, CASE WHEN listed_host = ${erasedHost} THEN listed_host ELSE host END, address_hash, attempts + 1,
      settings, secrets, pace_per_minute, ${sequenceOf(lease)}, state, reason, lane FROM judged ORDER BY position`
}

/** Only machines count: for people nothing is looked up. */
function sequenceOf({ channel, test }: Lease): Prisma.Sql {
  if (test || findChannel(channel)?.class !== 'machine') return Prisma.sql`NULL`
  return Prisma.sql`(SELECT sequence FROM endpoint_items i WHERE i.delivery_id = judged.id)`
}

/** What is refused, set aside, or goes elsewhere than was listed: the few rows that are written when they are claimed. */
function changing(publicationId: string, now: Date): Prisma.Sql {
  return Prisma.sql`
      UPDATE deliveries d SET state = CASE WHEN j.state = 'sending' THEN d.state ELSE j.state END, reason = j.reason,
        due_at = CASE WHEN ${isAside} THEN j.free_at END, updated_at = ${now},
        batch_id = CASE WHEN ${isAside} THEN NULL ELSE d.batch_id END,
        lane = CASE WHEN d.host = ${erasedHost} THEN NULL WHEN ${isAside} THEN j.lane ELSE d.lane END,
        lane_urgency = CASE WHEN d.host = ${erasedHost} THEN NULL WHEN NOT ${isAside} THEN d.lane_urgency WHEN j.lane IS NOT NULL THEN j.urgency END,
        host = CASE WHEN d.host = ${erasedHost} THEN d.host ELSE j.host END, address_hash = j.address_hash
      FROM judged j
      WHERE (j.state <> 'sending' OR j.host <> j.listed_host OR j.address_hash <> j.listed_hash)
        AND d.publication_id = ${publicationId}::uuid AND d.id = j.id`
}

/**
 * Every row of the slice, with what its endpoint says today: one that moved since is judged, counted and suppressed by where the
 * message goes. Of a test no word on how to reach anybody leaves the database. (OFFSET keeps the planner from judging each row anew
 * for every column that asks for the verdict.)
 */
function judge({ hourAt }: Lease, way: Way, now: Date): Prisma.Sql {
  // What is claimed just before its hour goes at its hour: a leave that ends then is over.
  const at = hourAt > now ? hourAt : now
  return Prisma.sql`
    SELECT j.*, CASE WHEN ${isAside} THEN 'pending' WHEN refusal IS NULL THEN 'sending'
        WHEN refusal IN ('suppressed', 'superseded') THEN refusal ELSE 'failed' END AS state, NULLIF(refusal, 'superseded') AS reason
    FROM (
        SELECT slice.id, slice.endpoint_id, slice.channel, slice.format, slice.attempts, slice.position, slice.host AS listed_host,
          slice.address_hash AS listed_hash, e.pace_per_minute, e.host, e.address_hash, ${laneColumns(way, now)},
          CASE WHEN p.test THEN '{}' ELSE e.settings::text END AS settings, CASE WHEN p.test THEN NULL ELSE e.secrets END AS secrets, CASE
            WHEN ${isOvertaken(Prisma.sql`slice.endpoint_id`)} THEN 'superseded'
            WHEN EXISTS (${suppressionsOf(recipient, Prisma.sql`p.account_id`)}) THEN 'suppressed'
            WHEN COALESCE(e.archived_at, o.archived_at, j.archived_at) IS NOT NULL THEN 'endpoint-archived'
            WHEN e.state <> 'active' THEN 'endpoint-' || e.state
            WHEN COALESCE(o.paused_until, j.paused_until) > ${at} THEN 'endpoint-paused'
          END AS refusal
        FROM slice JOIN endpoints e ON e.id = slice.endpoint_id CROSS JOIN mine p
        LEFT JOIN outlets o ON o.id = e.outlet_id LEFT JOIN journalists j ON j.id = e.journalist_id LEFT JOIN hosts h ON h.host = e.host
        OFFSET 0
    ) AS j`
}
