import { Prisma } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { isDeliveryHeld, isWireHeld } from '../holds/held.ts'
import { type Lease, leaseColumns, leaseEnd } from './lease.ts'
import { applyDeltas, type Change } from './tally.ts'
import type { WorkerDeps } from './worker-deps.ts'

type Deps = Pick<WorkerDeps, 'db' | 'clock' | 'workerName' | 'sign'>

/** What is wanted of one host. */
export type Wanted = { host: string; generation: number; count: number; endpointsRest: boolean }

/** How many deliveries of an endpoint with a pace may be fetched. */
export type EndpointLeft = { endpointId: string; left: number }

/** A batch out of lanes, this worker's from its birth, and how many of each host are in it. */
export type LaneBatch = { lease: Lease; hosts: Map<string, number> }

type Row = Change & {
  batchId: string
  publicationId: string
  host: string
  publicationState: string
} & Pick<Lease, 'test' | 'revision' | 'hourAt'>

/**
 * Fetches what is due in the lanes of some hosts into new batches, dispatch by dispatch and channel by channel: of each host the
 * most urgent first, then what was due first, and never more than is wanted. A host that is not this worker's any more gives nothing.
 */
export async function gatherLanes(deps: Deps, wanted: Wanted[], left: EndpointLeft[]): Promise<LaneBatch[]> {
  const { db, clock, workerName, sign } = deps
  const clocks = watchClocks(clock)
  if (!clocks.agree() || (sign && sign.key() === undefined)) return []
  const now = clocks.earlier()
  const aliveKey = sign?.key() ?? null
  const rows = await db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<Row[]>`
      WITH due AS (${due(workerName, now, wanted, left)}), part AS MATERIALIZED (
        SELECT publication_id, dispatch_id, channel, uuidv7() AS id FROM (SELECT DISTINCT publication_id, dispatch_id, channel FROM due) parts
      ), batch AS (
        INSERT INTO batches (id, publication_id, dispatch_id, channel, state, generation, leased_by, alive_key, lease_expires_at, rung_at, created_at)
        SELECT id, publication_id, dispatch_id, channel, 'leased', 1, ${workerName}, ${aliveKey}, ${leaseEnd}, ${now}, ${now} FROM part
      )
      UPDATE deliveries d SET batch_id = part.id, position = due.place, state = 'pending', due_at = NULL, updated_at = ${now}
      FROM due JOIN part USING (publication_id, dispatch_id, channel)
      WHERE d.id = due.id AND d.publication_id = due.publication_id
      RETURNING d.batch_id AS "batchId", d.publication_id AS "publicationId", d.dispatch_id AS "dispatchId", d.channel, d.lane AS host,
        old.state AS before, new.state AS state, due.test, due.state AS "publicationState", due.revision, due."hourAt"`
    const moved = Map.groupBy(
      rows.filter(({ before, state }) => before !== state),
      (row) => row.publicationId,
    )
    for (const [publicationId, group] of [...moved].sort()) {
      await applyDeltas(tx, publicationId, group)
      await signal(tx, publicationId)
    }
    return rows
  })
  return [...Map.groupBy(rows, (row) => row.batchId)].flatMap(([batchId, group]) => {
    const [first] = group
    if (!first) return []
    const { publicationId, dispatchId, channel, test, publicationState: state, revision, hourAt } = first
    const lease = { batchId, generation: 1, publicationId, dispatchId, channel, test, state, revision, hourAt, aliveKey }
    const hosts = new Map([...Map.groupBy(group, ({ host }) => host)].map(([host, of]) => [host, of.length]))
    return [{ lease, hosts }]
  })
}

/** The rows themselves. The share lock lets nobody take over a host whose deliveries are being fetched. */
function due(workerName: string, now: Date, wanted: Wanted[], left: EndpointLeft[]): Prisma.Sql {
  const column = <T>(read: (one: Wanted) => T) => wanted.map(read)
  return Prisma.sql`
    SELECT id, publication_id, dispatch_id, channel, test, state, revision, "hourAt",
      (row_number() OVER (PARTITION BY publication_id, dispatch_id, channel ORDER BY due_at, id) - 1)::int AS place
    FROM (
      SELECT fetched.*, row_number() OVER (PARTITION BY endpoint_id ORDER BY due_at) AS turn
      FROM (
        SELECT h.host, o.count, o.rest FROM unnest(${column(({ host }) => host)}::text[], ${column(({ generation }) => generation)}::int[],
          ${column(({ count }) => count)}::int[], ${column(({ endpointsRest }) => endpointsRest)}::bool[]) AS o (host, generation, count, rest)
        JOIN hosts h ON h.host = o.host AND h.generation = o.generation AND h.owner = ${workerName} AND h.owner_expires_at > clock_timestamp()
        FOR SHARE OF h
      ) o CROSS JOIN LATERAL (
        SELECT d.id, d.publication_id, d.dispatch_id, d.channel, d.endpoint_id, d.due_at, e.pace_per_minute,
          ${leaseColumns(Prisma.sql`d`, Prisma.sql`${now}::timestamptz`)}
        FROM deliveries d JOIN publications p ON p.id = d.publication_id AND p.state IN ('releasing', 'released')
        JOIN endpoints e ON e.id = d.endpoint_id
        WHERE d.lane = o.host AND d.batch_id IS NULL AND d.due_at IS NOT NULL AND d.due_at <= ${now} AND d.state IN ('pending', 'retrying')
          AND NOT ${isWireHeld} AND NOT ${isDeliveryHeld({ d: Prisma.sql`d`, p: Prisma.sql`p` })}
          AND (e.pace_per_minute IS NULL OR NOT o.rest) AND d.endpoint_id <> ALL(${spent(left)}::uuid[])
        ORDER BY d.lane_urgency, d.due_at LIMIT o.count FOR UPDATE OF d SKIP LOCKED FOR KEY SHARE OF p SKIP LOCKED
      ) fetched
    ) f LEFT JOIN unnest(${left.map(({ endpointId }) => endpointId)}::uuid[], ${left.map((own) => own.left)}::int[]) AS own (endpoint_id, count)
      USING (endpoint_id)
    WHERE pace_per_minute IS NULL OR turn <= COALESCE(own.count, pace_per_minute)`
}

function spent(left: EndpointLeft[]): string[] {
  return left.filter((own) => own.left === 0).map(({ endpointId }) => endpointId)
}
