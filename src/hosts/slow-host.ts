import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import { hostsTopic } from './host.ts'

/** How long a host that asked for less is sent to with care after its rest. */
const careMs = 10_000

/** A rest that is longer than this is not taken for all deliveries on the word of one answer. */
const longestRestMs = 300_000

type Asked = { host: string; reason: string; restMs: number }

/**
 * A host asked for less: it rests, and then is sent to by one worker, one delivery at a time at first.
 *
 * @param restMs as long as it asked for; of that five minutes at most
 */
export async function slowHost(deps: { tx: Tx; clock: Clock }, { host, reason, restMs }: Asked): Promise<void> {
  const { tx, clock } = deps
  const now = clock.now()
  const restsUntil = new Date(now.getTime() + Math.min(restMs, longestRestMs))
  const slowedUntil = new Date(restsUntil.getTime() + careMs)
  const [row] = await tx.$queryRaw<{ wasSlow: boolean | null }[]>`
    INSERT INTO hosts (host, rests_until, slowed_until, created_at, updated_at)
    VALUES (${host}, ${restsUntil}, ${slowedUntil}, ${now}, ${now})
    ON CONFLICT (host) DO UPDATE SET rests_until = GREATEST(hosts.rests_until, excluded.rests_until),
      slowed_until = GREATEST(hosts.slowed_until, excluded.slowed_until), updated_at = excluded.updated_at
    RETURNING old.slowed_until > ${now} AS "wasSlow"`
  if (row?.wasSlow) return
  const data = { restsUntil: restsUntil.toISOString() }
  await recordEvent(deps, undefined, { kind: 'host.slowed', subject: { type: 'host', id: host }, reason, data })
  await signal(tx, hostsTopic)
}
