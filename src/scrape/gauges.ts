import { channels } from '../channels/list.ts'
import { Prisma } from '../db/client.ts'
import { leaseMs } from '../deliveries/lease.ts'
import { holdsWholly, isBatchHeld, isPublicationHeld, letGoAt } from '../holds/held.ts'
import type { GaugeHead } from '../metrics/gauges.ts'

/** A gauge and the statement that reads it, of rows `(label, value)`. */
export type ReadGauge = GaugeHead & { read(now: Date): Prisma.Sql }

// The shards, not the view over them: that would sum up all that there ever was.
// What goes out now or waits for its hour: the few rows of the partial index publications_open.
const open = Prisma.sql`p.state IN ('scheduled', 'held', 'releasing')`
const isHeld = isPublicationHeld(Prisma.sql`p`)
const mail = channels.filter((channel) => channel.class === 'mail').map(({ key }) => key)
const classOf = Prisma.sql`CASE WHEN t.channel = ANY(${mail}) THEN 'mail' ELSE 'machine' END`

const sum = (column: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT ${classOf}, sum(${column}) FROM publications p JOIN tally_shards t ON t.publication_id = p.id WHERE ${open} GROUP BY 1`

const seconds = (from: Prisma.Sql, now: Date): Prisma.Sql =>
  Prisma.sql`GREATEST(0, EXTRACT(EPOCH FROM ${now}::timestamptz - ${from}))`

/** Once an embargo is over, the hour of those who waited for it counts for all: nobody's lag is told too long. */
const hour = (now: Date): Prisma.Sql =>
  Prisma.sql`CASE WHEN p.embargo_until <= ${now} THEN GREATEST(p.release_at, p.embargo_until) ELSE p.release_at END`

const lag = (now: Date, held: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT class, max(lag) FROM (
    SELECT ${classOf} AS class, ${seconds(hour(now), now)} AS lag FROM publications p JOIN tally_shards t ON t.publication_id = p.id
    WHERE ${open} AND p.release_at <= ${now} AND ${held}
      AND (p.embargo_until IS NULL OR p.embargo_until <= ${now}
        OR EXISTS (SELECT FROM batches b WHERE b.publication_id = p.id AND b.state <> 'done'))
    GROUP BY p.id, 1 HAVING sum(t.pending) > 0) w
  GROUP BY class`

const batch = { b: Prisma.sql`b`, p: Prisma.sql`p` }
const mayGoSince = Prisma.sql`GREATEST(b.created_at, p.release_at, ${letGoAt(batch, Prisma.sql`p.release_at`)})`

const batches = (value: Prisma.Sql, which: Prisma.Sql, now: Date): Prisma.Sql => Prisma.sql`
  SELECT '', max(${value}) FROM batches b JOIN publications p ON p.id = b.publication_id
  WHERE b.state <> 'done' AND p.state IN ('releasing', 'released') AND p.release_at <= ${now} AND ${which}`

// Enough to see a skew that grows, few enough to forget a bad day.
const lastReleased = Prisma.sql`(
  SELECT id, account_id, issuer_ids, release_at, started_at FROM publications
  WHERE state = 'released' AND released_at IS NOT NULL AND NOT test ORDER BY released_at DESC LIMIT 20)`

/** From the hour, or from when the last hold was lifted that kept it from starting. */
const lateness = Prisma.sql`EXTRACT(EPOCH FROM p.started_at - GREATEST(p.release_at, (
  SELECT max(h.lifted_at) FROM holds h
  WHERE h.lifted_at > p.release_at AND h.created_at <= p.started_at AND ${holdsWholly(Prisma.sql`h`, Prisma.sql`p`)})))`

const skews = Prisma.sql`(
  SELECT ${classOf} AS class, EXTRACT(EPOCH FROM max(t.last_hand_over_at) - min(t.first_hand_over_at)) AS skew
  FROM ${lastReleased} p JOIN tally_shards t ON t.publication_id = p.id GROUP BY p.id, 1 HAVING max(t.last_hand_over_at) IS NOT NULL)`

/** How many of what waits outside batches are looked at: beyond, the figure says so many and no more. */
export const countedAtMost = 10_000

const outside = Prisma.sql`batch_id IS NULL AND due_at IS NOT NULL`

/** Every gauge that is read from Postgres. None looks at the ledger beyond what is still to do: each has an index for it. */
export const gauges: readonly ReadGauge[] = [
  {
    name: 'dateline_deliveries_pending',
    help: 'Deliveries of publications that are going out which nobody has begun, throttled and held ones included.',
    label: 'class',
    read: () => sum(Prisma.sql`t.pending`),
  },
  {
    name: 'dateline_deliveries_sending',
    help: 'Deliveries that are being attempted.',
    label: 'class',
    read: () => sum(Prisma.sql`t.sending`),
  },
  {
    name: 'dateline_deliveries_waiting',
    help: `Deliveries outside batches: to be retried, paced, or under embargo. Counted up to ${countedAtMost}.`,
    read: () =>
      Prisma.sql`SELECT '', count(*) FROM (SELECT FROM deliveries WHERE ${outside} ORDER BY due_at LIMIT ${countedAtMost}) w`,
  },
  {
    name: 'dateline_due_age_max_seconds',
    help: 'How long ago the oldest delivery was due that is outside batches: held, or not gathered.',
    read: (now) => Prisma.sql`SELECT '', ${seconds(Prisma.sql`min(due_at)`, now)} FROM deliveries WHERE ${outside}`,
  },
  {
    name: 'dateline_lag_max_seconds',
    help: 'How long after its hour the latest publication is of which deliveries wait, throttled ones included, held ones not.',
    label: 'class',
    read: (now) => lag(now, Prisma.sql`NOT ${isHeld}`),
  },
  {
    name: 'dateline_held_lag_max_seconds',
    help: 'The same of publications that are held.',
    label: 'class',
    read: (now) => lag(now, isHeld),
  },
  {
    name: 'dateline_expand_lag_max_seconds',
    help: 'How long after its hour the latest publication is that has lists which are not expanded.',
    read: (now) => Prisma.sql`
      SELECT '', max(${seconds(Prisma.sql`p.release_at`, now)})
      FROM publications p JOIN dispatches d ON d.publication_id = p.id AND d.state = 'waiting' WHERE ${open} AND p.release_at <= ${now}`,
  },
  {
    name: 'dateline_batches',
    help: 'Batches that are not done.',
    label: 'state',
    read: () => Prisma.sql`SELECT state, count(*) FROM batches WHERE state <> 'done' GROUP BY state`,
  },
  {
    name: 'dateline_ready_age_max_seconds',
    help: 'How long the oldest batch waits that may go and that no worker has.',
    read: (now) =>
      batches(Prisma.sql`${seconds(mayGoSince, now)}`, Prisma.sql`b.state = 'ready' AND NOT ${isBatchHeld(batch)}`, now),
  },
  {
    name: 'dateline_unrung_age_max_seconds',
    help: 'The same of batches that nobody was rung for.',
    read: (now) =>
      batches(
        Prisma.sql`${seconds(mayGoSince, now)}`,
        Prisma.sql`b.state = 'ready' AND b.rung_at IS NULL AND NOT ${isBatchHeld(batch)}`,
        now,
      ),
  },
  {
    name: 'dateline_lease_age_max_seconds',
    help: 'How long ago the oldest lease was renewed; beyond 20 its batch is taken back.',
    read: () => Prisma.sql`
      SELECT '', max(GREATEST(0, ${leaseMs / 1000} - EXTRACT(EPOCH FROM lease_expires_at - clock_timestamp())))
      FROM batches WHERE state = 'leased'`,
  },
  {
    name: 'dateline_publications',
    help: 'Publications that have not ended.',
    label: 'state',
    read: () => Prisma.sql`
      SELECT p.state, count(*) FROM publications p WHERE ${open} GROUP BY p.state
      UNION ALL SELECT 'overdue', count(*) FROM publications WHERE state = 'overdue'`,
  },
  {
    name: 'dateline_start_lateness_max_seconds',
    help: 'How late the latest of the last 20 publications started, counted from the end of the hold where one kept it back.',
    read: () => Prisma.sql`SELECT '', GREATEST(0, max(${lateness})) FROM ${lastReleased} p`,
  },
  {
    name: 'dateline_skew_median_seconds',
    help: 'From the first hand-over to the last: the median of the last 20 publications, tests apart.',
    label: 'class',
    read: () => Prisma.sql`SELECT class, percentile_cont(0.5) WITHIN GROUP (ORDER BY skew) FROM ${skews} s GROUP BY class`,
  },
  {
    name: 'dateline_skew_max_seconds',
    help: 'The same: the largest.',
    label: 'class',
    read: () => Prisma.sql`SELECT class, max(skew) FROM ${skews} s GROUP BY class`,
  },
  {
    name: 'dateline_hosts_open',
    help: 'Hosts whose circuit breaker is open, or tries whether they are back.',
    label: 'breaker',
    read: () => Prisma.sql`SELECT breaker, count(*) FROM hosts WHERE breaker <> 'closed' GROUP BY breaker`,
  },
  {
    name: 'dateline_holds',
    help: 'Holds that are live.',
    label: 'scope',
    read: () => Prisma.sql`SELECT scope, count(*) FROM holds WHERE lifted_at IS NULL GROUP BY scope`,
  },
]

/** All of them as one statement, of rows `(series, label, value)`: of what there is none of, nothing waits, 0. */
export function readAll(now: Date): Prisma.Sql {
  const each = gauges.map(
    ({ name, read }) =>
      Prisma.sql`SELECT ${name}::text AS series, label, COALESCE(value::float8, 0) AS value FROM (${read(now)}) AS figures (label, value)`,
  )
  return Prisma.sql`${Prisma.join(each, ' UNION ALL ')}`
}
