import { type Actor, recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import { hostsTopic } from './host.ts'

type Deps = { tx: Tx; clock: Clock }

/** What a breaker opens on: the answers of the last seconds, and why the last one failed. */
export type Failing = { host: string; reason: string; failures: number; successes: number }

const firstRestSeconds = 5
const longestRestSeconds = 300

/** How often somebody is alerted to the same host. */
const alertEveryMs = 300_000

/** How long what comes back is sent to with care. */
const careMs = 10_000

/** How long a breaker stays open before one delivery tries again: twice as long each time, up to five minutes. */
export function restSeconds(trips: number): number {
  return Math.min(longestRestSeconds, firstRestSeconds * 2 ** Math.max(0, trips - 1))
}

/**
 * Tells that a host fails, before it is switched off; once in five minutes.
 *
 * @returns whether it was news
 */
export async function alertFailing(deps: Deps, failing: Failing): Promise<boolean> {
  const { host, reason, failures, successes } = failing
  const now = deps.clock.now()
  const since = new Date(now.getTime() - alertEveryMs)
  const news = await deps.tx.$executeRaw`
    INSERT INTO hosts (host, warned_at, created_at, updated_at) VALUES (${host}, ${now}, ${now}, ${now})
    ON CONFLICT (host) DO UPDATE SET warned_at = excluded.warned_at, updated_at = excluded.updated_at
    WHERE hosts.breaker = 'closed' AND (hosts.warned_at IS NULL OR hosts.warned_at < ${since})`
  if (news === 0) return false
  await recordEvent(deps, undefined, {
    kind: 'host.failing',
    subject: { type: 'host', id: host },
    reason,
    data: { failures, successes },
  })
  return true
}

/**
 * Opens the breaker of a host that fails: nothing more is sent there but, after a while, one delivery that tries. Whoever was not
 * alerted yet is alerted in the same transaction, first.
 *
 * @returns false where it is not closed: another worker was faster
 */
export async function openBreaker(deps: Deps, failing: Failing): Promise<boolean> {
  const { host, reason, failures, successes } = failing
  await alertFailing(deps, failing)
  const now = deps.clock.now()
  const retryAt = new Date(now.getTime() + restSeconds(1) * 1000)
  const opened = await deps.tx.$executeRaw`
    UPDATE hosts SET breaker = 'open', opened_at = ${now}, retry_at = ${retryAt}, trips = 1, failures = ${failures},
      successes = ${successes}, reason = ${reason}, updated_at = ${now}
    WHERE host = ${host} AND breaker = 'closed'`
  if (opened === 0) return false
  await recordOpened(deps, undefined, { host, reason, data: { failures, successes, retryAt: retryAt.toISOString() } })
  return true
}

/** Opens a breaker by hand, whatever its state: for a host that is known to be away. */
export async function forceOpen(
  deps: Deps,
  actor: Actor,
  { host, reason, seconds }: { host: string; reason: string; seconds: number },
): Promise<void> {
  const now = deps.clock.now()
  const retryAt = new Date(now.getTime() + seconds * 1000)
  await deps.tx.$executeRaw`
    INSERT INTO hosts (host, breaker, opened_at, retry_at, trips, reason, created_at, updated_at)
    VALUES (${host}, 'open', ${now}, ${retryAt}, 1, ${reason}, ${now}, ${now})
    ON CONFLICT (host) DO UPDATE SET breaker = 'open', opened_at = excluded.opened_at, retry_at = excluded.retry_at, trips = 1,
      failures = 0, successes = 0, reason = excluded.reason, updated_at = excluded.updated_at`
  await recordOpened(deps, actor, { host, reason, data: { retryAt: retryAt.toISOString() } })
}

/**
 * Closes a breaker: what waits goes, at first with care.
 *
 * @param actor who decided; undefined where a delivery that tried was taken
 * @returns false where none is open
 */
export async function closeBreaker(
  deps: Deps,
  actor: Actor | undefined,
  { host, reason }: { host: string; reason: string },
): Promise<boolean> {
  const { tx, clock } = deps
  const now = clock.now()
  const [was] = await tx.$queryRaw<{ openedAt: Date }[]>`
    UPDATE hosts SET breaker = 'closed', opened_at = NULL, retry_at = NULL, trips = 0, failures = 0, successes = 0, reason = NULL,
      warned_at = NULL, rests_until = NULL, slowed_until = ${new Date(now.getTime() + careMs)}, updated_at = ${now}
    WHERE host = ${host} AND breaker <> 'closed' RETURNING old.opened_at AS "openedAt"`
  if (!was) return false
  // What it kept back is due now; what is to be retried has a time of its own.
  await tx.$executeRaw`
    UPDATE deliveries SET due_at = ${now} WHERE lane = ${host} AND batch_id IS NULL AND due_at > ${now} AND state = 'pending' AND attempts = 0`
  const data = { openedAt: was.openedAt.toISOString() }
  await recordEvent(deps, actor, { kind: 'host.closed', subject: { type: 'host', id: host }, reason, data })
  await signal(tx, hostsTopic)
  return true
}

type Opened = { host: string; reason: string; data: { retryAt: string; failures?: number; successes?: number } }

async function recordOpened(deps: Deps, actor: Actor | undefined, { host, reason, data }: Opened): Promise<void> {
  await recordEvent(deps, actor, { kind: 'host.opened', subject: { type: 'host', id: host }, reason, data })
  await signal(deps.tx, hostsTopic)
}
