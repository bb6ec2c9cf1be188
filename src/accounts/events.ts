import type { Clock } from '../clock.ts'
import type { Prisma, Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'

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
 * @param principal who did it; undefined where Dateline itself did
 */
export async function recordEvent(
  { tx, clock }: { tx: Tx; clock: Clock },
  principal: Pick<Principal, 'keyId' | 'keyName' | 'ip'> | undefined,
  change: Change,
): Promise<void> {
  await tx.event.create({
    data: {
      at: clock.now(),
      kind: change.kind,
      accountId: change.accountId ?? null,
      keyId: principal?.keyId ?? null,
      actor: principal?.keyName ?? 'dateline',
      ip: principal?.ip ?? null,
      subjectType: change.subject.type,
      subjectId: change.subject.id,
      releaseId: change.releaseId ?? null,
      reason: change.reason ?? null,
      data: change.data ?? {},
    },
  })
}
