import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { requireNotErased } from '../suppressions/erased.ts'
import type { Vault } from '../vault.ts'
import type { CreatedEndpoint, EndpointView, NewEndpoint } from './endpoint.ts'
import { endpointFacts } from './endpoint-facts.ts'
import { checkFormat, checkSettings, requireChannel, settingsColumns } from './endpoint-settings.ts'
import { toEndpointView } from './endpoint-view.ts'
import { withExternalId } from './external-id.ts'
import { madeSecrets } from './made-secrets.ts'
import { requireNoTwin } from './require-no-twin.ts'
import { lockInUse, type Owner } from './subject.ts'

type Deps = { tx: Tx; clock: Clock; vault: Vault }
/**
 * Gives an outlet or a journalist one more way to be reached. Secrets that the channel makes up are in the answer and
 * nowhere else.
 *
 * @throws not-found without such an owner, invalid for settings that the channel refuses, erased for an address that was, conflict for an external id in use or a way that it has already
 */
export async function createEndpoint(
  { tx, clock, vault }: Deps,
  principal: Principal,
  { owner, endpoint }: { owner: Owner; endpoint: NewEndpoint },
): Promise<CreatedEndpoint> {
  await lockInUse(tx, owner)
  const channel = requireChannel(endpoint.channel)
  const checked = checkSettings(channel, endpoint.settings)
  const { settings: given, format = channel.formats[0], ...fields } = endpoint
  const now = clock.now()
  const data = {
    ...fields,
    ...settingsColumns(vault, checked),
    ...(owner.type === 'outlet' ? { outletId: owner.id } : { journalistId: owner.id }),
    format: checkFormat(channel, format),
    createdAt: now,
    updatedAt: now,
  }
  await requireNotErased(tx, data.addressHash)
  await requireNoTwin(tx, data)
  const row = await withExternalId('endpoint', tx.endpoint.create({ data }))
  const event = { kind: 'endpoint.created', subject: { type: 'endpoint', id: row.id } }
  await recordEvent({ tx, clock }, principal, { ...event, data: { owner, after: endpointFacts(row) } })
  return withSecrets(toEndpointView(vault, row), madeSecrets(channel, checked, given))
}

/** Shows secrets that were made up, where there are any. */
export function withSecrets(endpoint: EndpointView, made: Record<string, string>): CreatedEndpoint {
  return { ...endpoint, ...(Object.keys(made).length > 0 ? { secrets: made } : {}) }
}

/** Hides what only the first answer shows. */
export function withoutSecrets({ secrets: _secrets, ...endpoint }: CreatedEndpoint): CreatedEndpoint {
  return endpoint
}
