import { principalScope } from '../accounts/scope.ts'
import type { AnyDb } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'

/**
 * Refuses whoever may not see a release.
 *
 * @throws not-found for a missing release and for somebody else's
 */
export async function requireRelease(
  db: AnyDb,
  principal: Principal,
  releaseId: string,
): Promise<{ id: string; accountId: string; test: boolean }> {
  const release = await db.release.findFirst({
    where: { id: releaseId, ...principalScope(principal) },
    select: { id: true, accountId: true, test: true },
  })
  if (!release) throw notFound('release')
  return release
}
