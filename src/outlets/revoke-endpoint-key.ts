import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'

/**
 * Revokes a key of an endpoint: it is refused from the next request on. Revoking twice is revoking once.
 *
 * @throws not-found when the endpoint has no such key
 */
export async function revokeEndpointKey(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Principal,
  { endpointId, keyId }: { endpointId: string; keyId: string },
): Promise<void> {
  if ((await tx.endpointKey.count({ where: { id: keyId, endpointId } })) === 0) throw notFound('key')
  const now = clock.now()
  const { count } = await tx.endpointKey.updateMany({ where: { id: keyId, revokedAt: null }, data: { revokedAt: now } })
  if (count === 0) return
  await recordEvent({ tx, clock }, principal, {
    kind: 'endpoint-key.revoked',
    subject: { type: 'endpoint', id: endpointId },
    data: { keyId, before: { revokedAt: null }, after: { revokedAt: now.toISOString() } },
  })
}
