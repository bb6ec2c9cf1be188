import { randomInt } from 'node:crypto'
import pg from 'pg'
import { Prisma } from './client.ts'

/**
 * The sign of life of a process: an advisory lock on a connection of its own. It is gone the moment the process is, however it
 * ended, so that its work is taken over without waiting for a lease to run out. Who is only frozen keeps it.
 */
export type Alive = {
  /** the lock that is held now; undefined while the connection is away: others may take this process for dead, so it begins nothing */
  key(): number | undefined
  close(): Promise<void>
}

// Any number that nothing else locks by; the second is the process's own.
const lockClass = 471_923

const reconnectAfterMs = 250

/**
 * Takes the lock, and takes another whenever its connection breaks.
 *
 * @param url a direct connection: a session's lock does not pass a pooler
 */
export async function openAlive(url: string): Promise<Alive> {
  let client: pg.Client | undefined
  let held: number | undefined
  let closed = false
  let again: NodeJS.Timeout | undefined
  const take = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'dateline alive' })
    next.on('error', () => {})
    next.on('end', () => {
      held = undefined
      if (!closed) again = setTimeout(() => void take().catch(() => {}), reconnectAfterMs)
    })
    client = next
    await next.connect()
    // A key that was held before is dead for ever: what was leased under it may have been given to others.
    const key = randomInt(2 ** 31 - 1)
    await next.query('SELECT pg_advisory_lock($1, $2)', [lockClass, key])
    held = key
  }
  await take()
  return {
    key: () => held,
    close: async () => {
      closed = true
      held = undefined
      clearTimeout(again)
      await client?.end().catch(() => {})
    },
  }
}

/**
 * Whether the process behind a key is dead, as SQL. False for a few seconds after Postgres itself has started: who lives needs a
 * moment to come back, and has outcomes to record first.
 *
 * @param key an integer, or null where there is no such lock: then never
 */
export function isDead(key: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${key} IS NOT NULL AND pg_postmaster_start_time() < clock_timestamp() - interval '3 seconds' AND NOT EXISTS (
    SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = ${Prisma.raw(String(lockClass))} AND l.objid = ${key}::oid
      AND l.objsubid = 2 AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())))`
}
