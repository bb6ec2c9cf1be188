import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import { Previous } from '../channels/settings.ts'
import { inTransaction, type Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import type { Vault } from '../vault.ts'
import type { EndpointView } from './endpoint.ts'
import { openSecrets, sealSecrets } from './endpoint-secrets.ts'
import { toEndpointView } from './endpoint-view.ts'
import { lockInUse } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault'>
type Input = { id: string; checkRevision: RevisionCheck }

/** The secrets of an endpoint that were replaced, while they are good; undefined for none. */
export function findPrevious(vault: Vault, { secrets }: Pick<Prisma.EndpointModel, 'secrets'>, now: Date): Previous | undefined {
  const { previous } = openSecrets(vault, secrets)
  const kept = previous === undefined ? undefined : Previous.parse(previous)
  return kept && now < new Date(kept.until) ? kept : undefined
}

/**
 * Ends the secrets that were replaced before their time: from now on only the present ones are used.
 *
 * @throws not-found for such an endpoint, or where it has none that are good; wrong-state when it is archived
 */
export async function endPrevious(
  { db, clock, vault }: Deps,
  principal: Principal,
  { id, checkRevision }: Input,
): Promise<EndpointView> {
  return inTransaction(db, async (tx) => {
    const subject = { type: 'endpoint', id } as const
    const { revision } = await lockInUse(tx, subject)
    checkRevision(revision)
    const before = await tx.endpoint.findUniqueOrThrow({ where: { id } })
    const now = clock.now()
    const ended = findPrevious(vault, before, now)
    if (!ended) throw notFound('secret')
    const { previous: _previous, ...secrets } = openSecrets(vault, before.secrets)
    const data = { secrets: sealSecrets(vault, secrets), updatedAt: now, revision: revision + 1 }
    const row = await tx.endpoint.update({ where: { id }, data })
    const said = { previousUntil: ended.until }
    await recordEvent({ tx, clock }, principal, { kind: 'endpoint.previous-secrets-ended', subject, data: said })
    return toEndpointView(vault, row)
  })
}
