import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { modes, type Principal, roles } from '../http/principal.ts'
import { sha256 } from '../ids.ts'
import { keyPrefixes } from './key.ts'
import { Limits } from './limits.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

// Precise enough to find unused keys, rare enough not to write on every request.
const lastUsedEveryMs = 60_000

const Role = z.enum(roles)
const Mode = z.enum(modes)

/**
 * Who holds this key.
 *
 * @returns undefined for a key that is unknown, revoked, expired or of an archived account
 */
export async function authenticate({ db, clock }: Deps, token: string, ip: string): Promise<Principal | undefined> {
  if (!modes.some((mode) => token.startsWith(keyPrefixes[mode]))) return undefined
  const now = clock.now()
  const row = await db.apiKey.findUnique({ where: { hash: sha256(token) }, include: { account: true } })
  if (!row || row.revokedAt || row.account.archivedAt) return undefined
  if (row.expiresAt && row.expiresAt <= now) return undefined
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > lastUsedEveryMs) {
    await db.apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } })
  }
  const { concurrency } = Limits.parse(row.account.limits)
  return {
    keyId: row.id,
    keyName: row.name,
    accountId: row.accountId,
    role: Role.parse(row.role),
    mode: Mode.parse(row.mode),
    ...(concurrency !== null && { concurrency }),
    ip,
  }
}
