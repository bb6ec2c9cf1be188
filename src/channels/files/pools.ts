import { createHash } from 'node:crypto'
import { Pool } from '../pool.ts'
import type { Session } from './session.ts'
import type { FileSettings } from './settings.ts'

const idleMs = 10_000
const messagesPerConnection = 100

/** Connections to the servers of many endpoints, each endpoint's for itself. */
export type Pools<Settings> = {
  /** the connections of an endpoint: other settings are another endpoint */
  of(settings: Settings): Pool<Session>
  /** Closes what rests, and whatever is given back later. */
  close(): void
}

/** @param open opens one more connection */
export function openPools<Settings extends FileSettings>(
  open: (settings: Settings, signal: AbortSignal) => Promise<Session>,
): Pools<Settings> {
  const pools = new Map<string, Pool<Session>>()
  return {
    of: (settings) => {
      const key = createHash('sha256').update(JSON.stringify(settings)).digest('base64')
      // Who has no connection any more is forgotten, or the map would grow with every endpoint there ever was.
      for (const [old, pool] of pools) if (pool.isEmpty()) pools.delete(old)
      const known = pools.get(key)
      if (known) return known
      const pool = new Pool<Session>({
        open: (signal) => open(settings, signal),
        maxConnections: settings.connections,
        maxMessages: messagesPerConnection,
        idleMs,
        warmed: 0,
      })
      pools.set(key, pool)
      return pool
    },
    close: () => {
      for (const pool of pools.values()) pool.close()
    },
  }
}
