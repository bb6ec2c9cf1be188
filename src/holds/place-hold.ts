import { type Actor, recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import { holdsWholly } from './held.ts'
import type { Cause, HoldRow, Scope } from './hold.ts'

/** What is signalled when a hold is placed or lifted. */
export const holdsTopic = 'holds'

/** What a hold stops. `subject` is empty for the wire; the accounts and releases are those that its events belong to. */
export type Subject = { scope: Scope; subject: string; accountId?: string; releaseId?: string }

/**
 * Stops new hand-overs, in every worker, within a second after the transaction has committed. What is held already stays so, with
 * its first reason.
 *
 * @param by who stops it; undefined where Dateline itself does
 * @returns the hold that stands now, and whether there was none before
 */
export async function placeHold(
  { tx, clock }: { tx: Tx; clock: Clock },
  by: Actor | undefined,
  { scope, subject, ...whose }: Subject,
  { reason, cause = 'pressed' }: { reason: string; cause?: Cause },
): Promise<{ hold: HoldRow; created: boolean }> {
  // An update that changes nothing, so that nobody lifts meanwhile what is answered as held.
  const [row] = await tx.$queryRaw<{ id: string; created: boolean }[]>`
    INSERT INTO holds (scope, subject, cause, reason, actor, created_at)
    VALUES (${scope}, ${subject}, ${cause}, ${reason}, ${by?.keyName ?? 'dateline'}, ${clock.now()})
    ON CONFLICT (scope, subject) WHERE lifted_at IS NULL DO UPDATE SET reason = holds.reason
    RETURNING new.id, old.id IS NULL AS created`
  if (!row) throw new Error('an upsert returns its row')
  if (row.created) {
    await disarm(tx, row.id, clock.now())
    const data = { scope, subject, cause }
    const held = { type: 'hold', id: row.id }
    await recordEvent({ tx, clock }, by, { kind: 'hold.placed', subject: held, ...whose, reason, data })
    await signal(tx, holdsTopic)
  }
  return { hold: await tx.hold.findUniqueOrThrow({ where: { id: row.id } }), created: row.created }
}

const soonMs = 60_000

/** What workers have armed by now they armed without this hold: whichever commits first, it or the opening of the gate, wins. */
async function disarm(tx: Tx, holdId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE publications SET revision = revision + 1 WHERE id IN (
      SELECT p.id FROM publications p JOIN holds h ON h.id = ${holdId}::uuid AND ${holdsWholly(Prisma.sql`h`, Prisma.sql`p`)}
      WHERE p.state = 'scheduled' AND p.release_at <= ${new Date(now.getTime() + soonMs)} ORDER BY p.id FOR UPDATE OF p)`
}
