import { differenceOf } from '../accounts/difference.ts'
import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { getWire, toWireView, type WireChange, type WireView } from './wire.ts'

/** Changes the wire. What already is as it was sent makes no new revision. */
export async function changeWire(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  { change, checkRevision }: { change: WireChange; checkRevision: RevisionCheck },
): Promise<WireView> {
  const { tx, clock } = deps
  await tx.$queryRaw`SELECT 1 FROM wires FOR NO KEY UPDATE`
  const wire = await getWire(tx)
  checkRevision(wire.revision)
  const data = differenceOf(wire, change)
  if (!data) return wire
  const changed = await tx.wire.update({
    where: { singleton: true },
    data: { ...change, revision: { increment: 1 }, updatedAt: clock.now() },
  })
  await recordEvent(deps, principal, { kind: 'wire.changed', subject: { type: 'wire', id: 'wire' }, data })
  return toWireView(changed)
}
