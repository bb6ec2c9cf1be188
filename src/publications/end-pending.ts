import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { settleRecipients } from './settle-recipients.ts'

/**
 * Ends what a publication still waits for: those editions are not sent with it any more.
 *
 * @param id of a publication that is locked
 * @param why in words, or by its policy
 */
export async function endPending(
  { tx, clock }: { tx: Tx; clock: Clock },
  id: string,
  { reason, policy }: { reason?: string; policy?: string },
): Promise<void> {
  const publication = await tx.publication.findUniqueOrThrow({ where: { id } })
  const ended = await tx.dispatch.updateManyAndReturn({
    where: { publicationId: id, state: 'pending' },
    data: { state: 'canceled' },
    select: { language: true },
  })
  if (ended.length === 0) return
  await settleRecipients({ tx, clock }, publication)
  await recordEvent({ tx, clock }, undefined, {
    kind: 'publication.editions-dropped',
    subject: { type: 'publication', id },
    accountId: publication.accountId,
    releaseId: publication.releaseId,
    ...(reason && { reason }),
    data: { languages: [...new Set(ended.map(({ language }) => language))].sort(), ...(policy && { policy }) },
  })
}
