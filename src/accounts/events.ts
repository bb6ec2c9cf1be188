import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'

/** Who did it: a principal, or somebody without a key. */
export type Actor = Pick<Principal, 'keyName' | 'ip'> & { keyId: string | null }

/** One change. `data` says before and after; it never holds a secret or a body. */
export type Change = {
  /** noun.participle, such as `release.submitted` */
  kind: string
  subject: { type: string; id: string }
  /** whose it is; left out for the wire's own affairs */
  accountId?: string
  releaseId?: string
  reason?: string
  data?: Prisma.InputJsonObject
}

/**
 * Writes what happened, in the transaction in which it happens. Events are never changed nor deleted.
 *
 * @param actor who did it; undefined where Dateline itself did
 */
export async function recordEvent(
  { tx, clock }: { tx: Tx; clock: Clock },
  actor: Actor | undefined,
  change: Change,
): Promise<void> {
  await tx.event.create({
    data: {
      at: clock.now(),
      kind: change.kind,
      accountId: change.accountId ?? null,
      keyId: actor?.keyId ?? null,
      actor: actor?.keyName ?? 'dateline',
      ip: actor?.ip ?? null,
      subjectType: change.subject.type,
      subjectId: change.subject.id,
      releaseId: change.releaseId ?? null,
      reason: change.reason ?? null,
      data: change.data ?? {},
    },
  })
}

/**
 * Writes what Dateline itself did to many things at once, as SQL: an INSERT that can stand in a WITH beside the change.
 *
 * @param events rows of: at, kind, actor, type and id of the subject, account, release, data
 */
export function recordingEvents(events: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`INSERT INTO events (at, kind, actor, subject_type, subject_id, account_id, release_id, data) ${events}`
}
