import { z } from 'zod'
import { findChannel } from '../channels/list.ts'
import { Previous } from '../channels/settings.ts'
import type { Prisma } from '../db/client.ts'
import type { Vault } from '../vault.ts'
import { type EndpointView, endpointEditions, endpointStates } from './endpoint.ts'
import { openSecrets } from './endpoint-secrets.ts'

/** A row as the wire's staff may see it: of its secrets only which ones it has. */
export function toEndpointView(vault: Vault, row: Prisma.EndpointModel): EndpointView {
  const settings = z.record(z.string(), z.unknown()).parse(row.settings)
  const { previous, ...secrets } = openSecrets(vault, row.secrets)
  return {
    id: row.id,
    outletId: row.outletId,
    journalistId: row.journalistId,
    externalId: row.externalId,
    channel: row.channel,
    address: row.address,
    host: row.host,
    settings,
    secretsSet: Object.keys(secrets).sort(),
    ...(previous === undefined ? {} : { previousUntil: Previous.parse(previous).until }),
    ...publicKeysOf(row, { ...settings, ...secrets, previous }),
    format: row.format,
    languages: row.languages,
    editions: z.enum(endpointEditions).parse(row.editions),
    pacePerMinute: row.pacePerMinute,
    state: z.enum(endpointStates).parse(row.state),
    stateReason: row.stateReason,
    revision: row.revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}

function publicKeysOf({ channel }: Prisma.EndpointModel, settings: unknown): Pick<EndpointView, 'publicKeys'> {
  const publicKeys = findChannel(channel)?.publicKeys?.(settings) ?? {}
  return Object.keys(publicKeys).length > 0 ? { publicKeys } : {}
}
