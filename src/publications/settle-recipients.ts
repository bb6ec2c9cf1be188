import { recordEvent } from '../accounts/events.ts'
import { correctUsage } from '../accounts/usage.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import { isFree } from './reserve-recipients.ts'

/**
 * Once every target of a publication is expanded, makes what its account uses this month what it truly is: lists and suppressions
 * have changed since it was published. More than is left is taken, too: whom it reaches stands. A test uses nothing,
 * nor does a correction or a kill.
 *
 * @param publication as it stands, and locked: nobody else may settle or cancel it meanwhile
 */
export async function settleRecipients({ tx, clock }: { tx: Tx; clock: Clock }, publication: Publication): Promise<void> {
  const { id, versionId, accountId, releaseId, test, createdAt, recipients: before } = publication
  const { kind } = await tx.version.findUniqueOrThrow({ where: { id: versionId } })
  if (
    test ||
    isFree(kind) ||
    (await tx.dispatch.count({ where: { publicationId: id, state: { in: ['pending', 'waiting'] } } })) > 0
  )
    return
  const after = await countRecipients(tx, id)
  if (after === before) return
  await correctUsage(tx, { accountId, kind: 'recipients', at: createdAt }, after - before)
  await tx.publication.update({ where: { id }, data: { recipients: after } })
  const data = { before: { recipients: before }, after: { recipients: after } }
  const subject = { type: 'publication', id }
  await recordEvent({ tx, clock }, undefined, { kind: 'publication.settled', subject, accountId, releaseId, data })
}

/** All but those who were suppressed: by its counters, which are few. Its first target may be on its way already. */
async function countRecipients(tx: Tx, publicationId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT COALESCE(sum(pending + sending + retrying + available + delivered + failed + superseded + canceled), 0)::int AS count
    FROM tallies WHERE publication_id = ${publicationId}::uuid`
  return row?.count ?? 0
}
