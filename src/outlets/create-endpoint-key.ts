import { recordEvent } from '../accounts/events.ts'
import { readExpiry } from '../accounts/expiry.ts'
import { findChannel } from '../channels/list.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { newSecret, sha256 } from '../ids.ts'
import { Problem } from '../problem.ts'
import { type CreatedEndpointKey, endpointKeyPrefix, type NewEndpointKey, toEndpointKeyView } from './endpoint-key.ts'
import { lockInUse } from './subject.ts'

type Deps = { tx: Tx; clock: Clock; publicUrl: string }

/**
 * Makes a key by which an outlet fetches from one endpoint. The secret is in the answer and nowhere else. An endpoint may have several,
 * so that one follows another without a gap.
 *
 * @throws not-found; wrong-state for an archived endpoint or one of people, who have nothing to fetch; instant-past for a key that would
 *   already be over
 */
export async function createEndpointKey(
  { tx, clock, publicUrl }: Deps,
  principal: Principal,
  { endpointId, fields: { name, expiresAt } }: { endpointId: string; fields: NewEndpointKey },
): Promise<CreatedEndpointKey> {
  await lockInUse(tx, { type: 'endpoint', id: endpointId })
  const { channel } = await tx.endpoint.findUniqueOrThrow({ where: { id: endpointId }, select: { channel: true } })
  if (findChannel(channel)?.class !== 'machine') {
    throw new Problem(
      'wrong-state',
      `Only machines fetch: the channel ${channel} writes to people, and has no numbers to fetch by.`,
    )
  }
  const expiry = readExpiry(expiresAt, clock.now())
  const key = `${endpointKeyPrefix}${newSecret()}`
  const prefix = key.slice(0, endpointKeyPrefix.length + 4)
  const row = await tx.endpointKey.create({
    data: { endpointId, name, hash: sha256(key), prefix, expiresAt: expiry, createdAt: clock.now() },
  })
  await recordEvent({ tx, clock }, principal, {
    kind: 'endpoint-key.created',
    subject: { type: 'endpoint', id: endpointId },
    data: { keyId: row.id, after: { name, prefix, expiresAt: expiry?.toISOString() ?? null } },
  })
  const feedUrl = channel === 'feed' ? { feedUrl: `${publicUrl}/v1/feeds/${key}` } : {}
  return { ...toEndpointKeyView(row), key, ...feedUrl }
}
