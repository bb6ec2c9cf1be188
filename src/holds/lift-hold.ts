import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { Principal } from '../http/principal.ts'
import { invalidField, Problem } from '../problem.ts'
import { holdsWholly } from './held.ts'
import { type Doubtful, type HoldRow, notHeld } from './hold.ts'
import { holdsTopic, type Subject } from './place-hold.ts'

/**
 * Does with the doubtful deliveries what was decided, in the transaction that lifts the hold. Handed in, since deliveries are
 * not known here.
 *
 * @returns what it did, for the event
 */
export type SettleDoubtful = (
  inside: { tx: Tx; clock: Clock },
  principal: Principal,
  decision: { doubtful: Doubtful; heldAt: Date },
) => Promise<Prisma.InputJsonObject>

type Inside = { tx: Tx; clock: Clock; settleDoubtful: SettleDoubtful }

/** `doubtful`: what becomes of deliveries that may have been sent; only after a restore, and then always */
type Lifting = { reason: string; doubtful?: Doubtful | undefined }

/**
 * Lets go what a hold stopped: within a second, the most urgent and earliest first.
 *
 * @throws not-found where nothing is held, wrong-state after a restore without a word on the doubtful deliveries, invalid
 */
export async function liftHold(
  { tx, clock, settleDoubtful }: Inside,
  principal: Principal,
  { scope, subject, ...whose }: Subject,
  { reason, doubtful }: Lifting,
): Promise<HoldRow> {
  const [locked] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM holds WHERE scope = ${scope} AND subject = ${subject} AND lifted_at IS NULL FOR UPDATE`
  if (!locked) throw notHeld(scope)
  const hold = await tx.hold.findUniqueOrThrow({ where: { id: locked.id } })
  const settled = await settle({ tx, clock, settleDoubtful }, principal, hold, doubtful)
  // Afterwards: settling locks as a cancellation does, which comes to the publication last.
  await noteHeld({ tx, clock }, hold.id)
  const data = { liftedAt: clock.now(), liftedBy: principal.keyName }
  const lifted = await tx.hold.update({ where: { id: hold.id }, data })
  await recordEvent({ tx, clock }, principal, {
    kind: 'hold.lifted',
    subject: { type: 'hold', id: hold.id },
    ...whose,
    reason,
    data: { scope, subject, cause: hold.cause, ...settled },
  })
  await signal(tx, holdsTopic)
  return lifted
}

/** Publications whose hour came while no worker was there to note it: they were held, and are not overdue. */
async function noteHeld({ tx, clock }: { tx: Tx; clock: Clock }, holdId: string): Promise<void> {
  const now = clock.now()
  const rows = await tx.$queryRaw<{ id: string; releaseId: string; accountId: string }[]>`
    UPDATE publications SET state = 'held', updated_at = ${now} WHERE id IN (
      SELECT p.id FROM publications p JOIN holds h ON h.id = ${holdId}::uuid AND ${holdsWholly(Prisma.sql`h`, Prisma.sql`p`)}
      WHERE p.state = 'scheduled' AND p.release_at <= ${now} ORDER BY p.id FOR UPDATE OF p)
    RETURNING id, release_id AS "releaseId", account_id AS "accountId"`
  for (const { id, ...whose } of rows) {
    await recordEvent({ tx, clock }, undefined, { kind: 'publication.held', subject: { type: 'publication', id }, ...whose })
  }
}

async function settle(inside: Inside, principal: Principal, hold: HoldRow, doubtful: Doubtful | undefined) {
  if (hold.cause === 'restored' && doubtful) return inside.settleDoubtful(inside, principal, { doubtful, heldAt: hold.createdAt })
  if (hold.cause === 'restored') {
    throw new Problem(
      'wrong-state',
      'The database was restored and may have forgotten what was sent. Read GET /v1/wire/hold/doubtful, then say doubtful=send or doubtful=drop.',
    )
  }
  if (doubtful) throw invalidField('/querystring/doubtful', 'needless', 'is for a wire that was restored: leave it out')
  return {}
}
