import { recordEvent } from '../accounts/events.ts'
import { principalScope } from '../accounts/scope.ts'
import type { Tx } from '../db/client.ts'
import { holdForCancel } from '../deliveries/canceled.ts'
import { readTallies } from '../deliveries/tally.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { notFound, Problem } from '../problem.ts'
import type { Place } from '../releases/place.ts'
import { lockVersion } from '../releases/version.ts'
import { liftMissing } from './lift-missing.ts'
import type { PublicationView } from './publication.ts'
import { getPublication } from './publish.ts'
import { settleRecipients } from './settle-recipients.ts'
import { stopPublication } from './stop-publication.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Stops a publication. Before its hour nothing has left, and the version can be changed and published again; on its way,
 * what has not been sent is not sent any more, and what has been sent stays sent.
 *
 * @throws not-found, wrong-state when it is out or was canceled before
 */
export async function cancelPublication(deps: Deps, principal: Principal, place: Place): Promise<PublicationView> {
  const { db, clock } = deps
  const now = clock.now()
  await db.$transaction(async (tx) => {
    const version = place.number === undefined ? {} : { versionNumber: place.number }
    const found = await tx.publication.findFirst({
      where: { releaseId: place.id, ...principalScope(principal), ...version },
      orderBy: [{ versionNumber: 'desc' }, { id: 'desc' }],
    })
    if (!found) throw notFound('publication')
    await lockVersion(tx, found.versionId)
    await holdForCancel(tx, found.id)
    await liftMissing({ tx, clock }, principal, found, 'The publication is canceled.')
    await tx.$executeRaw`SELECT FROM publications WHERE id = ${found.id}::uuid FOR UPDATE`
    const publication = await tx.publication.findUniqueOrThrow({ where: { id: found.id } })
    if (publication.state === 'canceled' || (publication.state === 'released' && !(await isUnfinished(tx, publication.id)))) {
      throw new Problem('wrong-state', tellOver(publication))
    }
    const canceled = await stopPublication(tx, publication, now)
    // Of what had not started all is given back already.
    if (publication.startedAt) await settleRecipients({ tx, clock }, publication)
    const { accountId, releaseId } = publication
    const data = { before: publication.state, after: 'canceled', canceled }
    const subject = { type: 'publication', id: publication.id }
    await recordEvent({ tx, clock }, principal, { kind: 'publication.canceled', subject, accountId, releaseId, data })
  })
  return getPublication(deps, principal, place)
}

/** Why there is nothing to cancel, and what can be done instead. */
function tellOver({ state, releaseId }: { state: string; releaseId: string }): string {
  if (state === 'canceled') return 'The publication is canceled already.'
  return `The publication is out; there is nothing left to cancel. Call it back with a kill: POST /v1/releases/${releaseId}/versions with "kind": "kill".`
}

/** Whether a publication still tries, or waits to be fetched: `released` only means that everything was tried once. */
async function isUnfinished(tx: Tx, publicationId: string): Promise<boolean> {
  const tallies = await readTallies(tx, publicationId)
  return tallies.some(({ pending, sending, retrying, available }) => pending + sending + retrying + available > 0)
}
