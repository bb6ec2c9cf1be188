import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import { holdForCancel } from '../deliveries/canceled.ts'
import { supersede } from '../deliveries/supersede.ts'
import type { Principal } from '../http/principal.ts'
import { lockVersion } from '../releases/version.ts'
import { settleRecipients } from './settle-recipients.ts'
import { stopPublication } from './stop-publication.ts'

/**
 * What a kill does first, when it is published: everything that waits or retries of earlier versions ends here and now, and what is
 * being sent is listed. A version that had not started is canceled, for good.
 */
export async function stopEarlier(inside: { tx: Tx; clock: Clock }, principal: Principal, kill: Publication): Promise<void> {
  const { tx } = inside
  const { id: laterId, releaseId, versionNumber } = kill
  const earlier = await tx.publication.findMany({
    where: { releaseId, versionNumber: { lt: versionNumber }, state: { not: 'canceled' } },
    orderBy: { id: 'asc' },
  })
  // Versions before publications, and those in the order of their ids, as everybody who takes several takes them.
  for (const { versionId } of earlier) await lockVersion(tx, versionId)
  for (const { id: earlierId } of earlier) {
    await holdForCancel(tx, earlierId)
    await tx.$executeRaw`SELECT FROM publications WHERE id = ${earlierId}::uuid FOR UPDATE`
    const publication = await tx.publication.findUniqueOrThrow({ where: { id: earlierId } })
    if (publication.startedAt === null) {
      await cancelUnstarted(inside, principal, publication)
      continue
    }
    await tx.dispatch.updateMany({
      where: { publicationId: earlierId, state: { in: ['pending', 'waiting'] } },
      data: { state: 'canceled' },
    })
    await settleRecipients(inside, publication)
    await supersede(inside, { laterId, earlierId })
  }
}

async function cancelUnstarted(inside: { tx: Tx; clock: Clock }, principal: Principal, publication: Publication): Promise<void> {
  if (publication.state === 'canceled') return
  const { id, accountId, releaseId, state } = publication
  const canceled = await stopPublication(inside.tx, publication, inside.clock.now())
  await recordEvent(inside, principal, {
    kind: 'publication.canceled',
    subject: { type: 'publication', id },
    accountId,
    releaseId,
    reason: 'A kill takes its place.',
    data: { before: state, after: 'canceled', canceled },
  })
}
