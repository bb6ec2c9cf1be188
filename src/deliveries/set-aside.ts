import type { Clock } from '../clock.ts'
import { Prisma } from '../db/client.ts'
import type { Ask } from '../db/fast.ts'
import { isLimited } from '../hosts/limited.ts'
import { lanesTopic } from './lane.ts'

/** How the deliveries of a batch travel: those of a lane batch may go, others only where no lane is theirs. */
export type Way = {
  isLane: boolean
  /** hosts that this worker sends nothing more to for now: what is for them waits in their lanes */
  clogged(): string[]
}

/**
 * Whether a claim is set aside into a lane instead: its endpoint has a pace, or its host is limited or clogged. Tests reach nobody
 * and wait for nobody. As columns `by_lane` and `free_at`, on `endpoints e`, `publications p` and `hosts h`, which may be missing.
 */
export function laneColumns(way: Way, now: Date): Prisma.Sql {
  const isByLane = Prisma.sql`(e.pace_per_minute IS NOT NULL OR e.host = ANY(${way.clogged()}) OR COALESCE(${isLimited(Prisma.sql`h`, now)}, false))`
  // A lane's own may go unless their endpoint has moved to another host meanwhile.
  const isAside = way.isLane ? Prisma.sql`slice.lane IS DISTINCT FROM e.host` : isByLane
  return Prisma.sql`NOT p.test AND ${isAside} AS aside, CASE WHEN ${isByLane} THEN e.host END AS lane, p.urgency,
    GREATEST(${now}::timestamptz, h.rests_until, CASE WHEN h.breaker <> 'closed' THEN h.retry_at END) AS free_at`
}

/** Where somebody is to see to the lanes of these hosts, it is said in the same transaction. */
export async function openLanesFor(ask: Ask, clock: Clock, hosts: string[]): Promise<void> {
  if (hosts.length === 0) return
  const now = clock.now()
  // In one order: two that add the same hosts never wait for each other crosswise.
  await ask(Prisma.sql`
    INSERT INTO hosts (host, created_at, updated_at) SELECT host, ${now}, ${now}
    FROM unnest(${[...new Set(hosts)].sort()}::text[]) AS host ORDER BY host ON CONFLICT DO NOTHING`)
  await ask(Prisma.sql`SELECT pg_notify('dateline', ${lanesTopic})::text`)
}
