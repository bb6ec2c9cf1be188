import { recordEvent } from '../accounts/events.ts'
import { inTransaction } from '../db/client.ts'
import { homeHere } from '../db/home.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { holdsTopic } from './place-hold.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'log'>

const reason =
  'The database woke in another place: restored, copied, or a replica that took over. It may have forgotten what was sent.'

/**
 * Holds the wire where its database is not the one that it was: what was sent since the backup is forgotten, and would be sent
 * again. To be called at the start of every process, before anything is handed over; the watch over holds asks the same while it runs.
 *
 * @returns whether it was this call that held it
 */
export async function holdIfRestored({ db, clock, log }: Deps): Promise<boolean> {
  const held = await inTransaction(db, async (tx) => {
    // Processes that start together wait here for the first, and then find the wire at home.
    const [moved] = await tx.$queryRaw<{ before: string | null; after: string }[]>`
      UPDATE wires SET home = ${homeHere} WHERE home IS DISTINCT FROM ${homeHere} RETURNING old.home AS before, new.home AS after`
    // A wire from before homes were kept is at home where it is first found.
    if (!moved || moved.before === null) return false
    // One that was pressed before the backup stands, and counts from now: what is doubtful is what was due until now.
    const [hold] = await tx.$queryRaw<{ id: string; cause: string | null; reason: string | null }[]>`
      INSERT INTO holds (scope, cause, reason, actor, created_at) VALUES ('wire', 'restored', ${reason}, 'dateline', ${clock.now()})
      ON CONFLICT (scope, subject) WHERE lifted_at IS NULL
      DO UPDATE SET cause = excluded.cause, reason = excluded.reason, actor = excluded.actor, created_at = excluded.created_at
      RETURNING new.id, old.cause, old.reason`
    if (!hold) throw new Error('an upsert returns its row')
    const before = hold.cause === null ? null : { cause: hold.cause, reason: hold.reason }
    const data = { scope: 'wire', cause: 'restored', home: { before: moved.before, after: moved.after }, before }
    await recordEvent({ tx, clock }, undefined, { kind: 'hold.placed', subject: { type: 'hold', id: hold.id }, reason, data })
    await signal(tx, holdsTopic)
    return true
  })
  if (held)
    log.warn('the wire is held: its database was restored or has moved. GET /v1/wire/hold/doubtful, then DELETE /v1/wire/hold')
  return held
}
