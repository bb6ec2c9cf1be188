import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import { inTransaction, type Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { requireNotErased } from '../suppressions/erased.ts'
import type { Vault } from '../vault.ts'
import { withSecrets } from './create-endpoint.ts'
import type { CreatedEndpoint, EndpointPatch } from './endpoint.ts'
import { endpointDifference } from './endpoint-facts.ts'
import { openSecrets } from './endpoint-secrets.ts'
import { checkFormat, checkSettings, keptSettings, requireChannel, settingsColumns } from './endpoint-settings.ts'
import { toEndpointView } from './endpoint-view.ts'
import { withExternalId } from './external-id.ts'
import { madeSecrets } from './made-secrets.ts'
import { requireNoTwin } from './require-no-twin.ts'
import { lockInUse } from './subject.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault'>
type Input = { id: string; patch: EndpointPatch; checkRevision: RevisionCheck }

/**
 * Changes an endpoint. Secrets that the new settings leave out stay, those that they need and there are not are made up; a state that is set forgets why the last one was. What
 * already is as it was sent makes no new revision.
 *
 * @throws not-found, wrong-state when it is archived, invalid for settings that the channel refuses, conflict for an external
 *   id in use or a way that its owner has already
 */
export async function changeEndpoint(
  { db, clock, vault }: Deps,
  principal: Principal,
  { id, patch, checkRevision }: Input,
): Promise<CreatedEndpoint> {
  return inTransaction(db, async (tx) => {
    const subject = { type: 'endpoint', id } as const
    const { revision } = await lockInUse(tx, subject)
    checkRevision(revision)
    const before = await tx.endpoint.findUniqueOrThrow({ where: { id } })
    const { columns, made } = wantedColumns(vault, before, patch)
    await requireNotErased(tx, columns.addressHash, before.addressHash)
    const difference = endpointDifference(vault, before, { ...before, ...columns })
    if (!difference) return toEndpointView(vault, before)
    await requireNoTwin(tx, { ...before, ...columns }, id)
    const data = { ...columns, updatedAt: clock.now(), revision: revision + 1 }
    const row = await withExternalId('endpoint', tx.endpoint.update({ where: { id }, data }))
    await recordEvent({ tx, clock }, principal, { kind: 'endpoint.changed', subject, data: difference })
    return withSecrets(toEndpointView(vault, row), made)
  })
}

function wantedColumns(vault: Vault, before: Prisma.EndpointModel, { settings, format, state, ...fields }: EndpointPatch) {
  const channel = requireChannel(before.channel)
  const present = { ...keptSettings(channel, before.settings), ...openSecrets(vault, before.secrets) }
  const checked = settings === undefined ? undefined : checkSettings(channel, settings, present)
  const columns = {
    ...fields,
    ...(checked === undefined ? {} : settingsColumns(vault, checked)),
    ...(format === undefined ? {} : { format: checkFormat(channel, format) }),
    ...(state === undefined ? {} : { state, stateReason: null }),
  }
  return { columns, made: checked === undefined ? {} : madeSecrets(channel, checked, { ...present, ...settings }) }
}
