import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { suppress } from '../suppressions/suppress.ts'
import type { Attempted } from './attempted.ts'

/**
 * What an outcome means for later: a hard bounce suppresses the address, a far side that is gone for good switches its
 * endpoint off. Both are rare, so one by one; in a fixed order, so that two recordings never wait for each other crosswise.
 */
export async function consequences(deps: { tx: Tx; clock: Clock }, attempted: Attempted[]): Promise<void> {
  const bounced = attempted.flatMap(({ claim, outcome }) =>
    outcome.kind === 'permanent' && outcome.suppress ? [{ claim, reason: outcome.suppress }] : [],
  )
  const keyOf = ({ claim }: (typeof bounced)[number]) => `${claim.channel} ${claim.addressHash}`
  for (const { claim, reason } of bounced.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    await suppress(deps, {
      channel: claim.channel,
      addressHash: new Uint8Array(Buffer.from(claim.addressHash, 'hex')),
      reason,
      origin: 'relay',
      deliveryId: claim.id,
    })
  }
  const gone = attempted.flatMap(({ claim, outcome }) =>
    outcome.kind === 'permanent' && outcome.disable ? [{ claim, reason: outcome.reason }] : [],
  )
  for (const { claim, reason } of gone.sort((a, b) => (a.claim.endpointId < b.claim.endpointId ? -1 : 1))) {
    await disableEndpoint(deps, claim, reason)
  }
}

async function disableEndpoint(
  { tx, clock }: { tx: Tx; clock: Clock },
  claim: Attempted['claim'],
  reason: string,
): Promise<void> {
  const { count } = await tx.endpoint.updateMany({
    // Of the address that said so: the endpoint may have moved to another meanwhile.
    where: { id: claim.endpointId, state: 'active', addressHash: new Uint8Array(Buffer.from(claim.addressHash, 'hex')) },
    data: { state: 'disabled', stateReason: reason, updatedAt: clock.now(), revision: { increment: 1 } },
  })
  if (count === 0) return
  const data = { deliveryId: claim.id, before: { state: 'active' }, after: { state: 'disabled' } }
  await recordEvent({ tx, clock }, undefined, {
    kind: 'endpoint.disabled',
    subject: { type: 'endpoint', id: claim.endpointId },
    reason,
    data,
  })
}
