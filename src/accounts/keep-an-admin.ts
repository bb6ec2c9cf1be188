import type { Tx } from '../db/client.ts'
import { Problem } from '../problem.ts'

type AdminKey = { id: string; accountId: string }

/**
 * Makes sure that an admin can still get in after a change; a test key does not count, since it changes nothing. Admin keys and their accounts stay locked until the
 * transaction ends, so that two admins cannot shut each other out at the same moment.
 *
 * @param isLost whether the change takes this key away
 * @throws wrong-state when it would take the last one
 */
export async function keepAnAdmin(tx: Tx, now: Date, isLost: (key: AdminKey) => boolean): Promise<void> {
  // Ordered by id: two changes that lock in different order would deadlock.
  const live = await tx.$queryRaw<AdminKey[]>`
    SELECT k.id::text, k.account_id::text AS "accountId"
    FROM api_keys k JOIN accounts a ON a.id = k.account_id
    WHERE k.role = 'admin' AND k.mode = 'live' AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${now})
      AND a.archived_at IS NULL
    ORDER BY k.id FOR NO KEY UPDATE OF k, a`
  if (live.every(isLost)) throw new Problem('wrong-state', 'That is the last live admin key. Make another one first.')
}
