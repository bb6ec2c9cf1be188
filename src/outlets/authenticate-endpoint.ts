import type { Endpoint } from '../db/generated/client.ts'
import type { AppDeps } from '../deps.ts'
import { sha256 } from '../ids.ts'
import { endpointKeyPrefix } from './endpoint-key.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/** An endpoint whose outlet fetches. Paused: it, or its outlet, gets nothing at present. */
export type FetchingEndpoint = Endpoint & { isPaused: boolean }

// Precise enough to find unused keys, rare enough not to write with every poll.
const lastUsedEveryMs = 60_000

/**
 * Whose endpoint a key fetches from.
 *
 * @returns undefined for a key that is unknown, revoked or expired, or whose endpoint or outlet is archived
 */
export async function authenticateEndpoint({ db, clock }: Deps, token: string): Promise<FetchingEndpoint | undefined> {
  if (!token.startsWith(endpointKeyPrefix)) return undefined
  const now = clock.now()
  const include = { endpoint: { include: { outlet: true, journalist: true } } } as const
  const row = await db.endpointKey.findUnique({ where: { hash: sha256(token) }, include })
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return undefined
  const { outlet, journalist, ...endpoint } = row.endpoint
  if (endpoint.archivedAt ?? outlet?.archivedAt ?? journalist?.archivedAt) return undefined
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > lastUsedEveryMs) {
    await db.endpointKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } })
  }
  const pausedUntil = outlet?.pausedUntil ?? journalist?.pausedUntil
  const isPaused = endpoint.state !== 'active' || (pausedUntil != null && pausedUntil > now)
  return { ...endpoint, isPaused }
}
