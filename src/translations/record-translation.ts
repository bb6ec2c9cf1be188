import { type Actor, recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Prisma, Tx } from '../db/client.ts'

type Kind = 'requested' | 'assigned' | 'drafted' | 'failed' | 'reviewed' | 'delivered' | 'canceled'

/**
 * Writes what happened to a translation, as an event of its release.
 *
 * @param by undefined where Dateline itself did it
 * @param more beside version and language
 */
export async function recordTranslation(
  inside: { tx: Tx; clock: Clock },
  by: Actor | undefined,
  { id, releaseId, versionNumber, language }: Prisma.TranslationModel,
  { kind, accountId, ...more }: { kind: Kind; accountId: string } & Prisma.InputJsonObject,
): Promise<void> {
  await recordEvent(inside, by, {
    kind: `translation.${kind}`,
    subject: { type: 'translation', id },
    accountId,
    releaseId,
    data: { version: versionNumber, language, ...more },
  })
}
