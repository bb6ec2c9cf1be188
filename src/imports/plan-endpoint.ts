import type { Channel } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import type { Prisma } from '../db/client.ts'
import { canonicalJson, newId } from '../ids.ts'
import { endpointDifference, endpointFacts } from '../outlets/endpoint-facts.ts'
import { openSecrets } from '../outlets/endpoint-secrets.ts'
import { checkFormat, checkSettings, settingsColumns } from '../outlets/endpoint-settings.ts'
import type { Owner } from '../outlets/subject.ts'
import { Problem } from '../problem.ts'
import type { Vault } from '../vault.ts'
import { parseOwner } from './owner-reference.ts'
import type { CellError, Row } from './row.ts'
import type { Standing } from './standing.ts'

/** What the table is to hold of an endpoint. */
export type EndpointColumns = Omit<Prisma.EndpointModel, 'settings' | 'revision' | 'createdAt' | 'updatedAt' | 'archivedAt'> & {
  settings: unknown
}

/** An endpoint that is made or changed: `columns` is all of it as it will be, `event` what the log says. */
export type EndpointChange = { created: boolean; columns: EndpointColumns; changes: string[]; event: Prisma.InputJsonObject }

type Options = { standing: Standing; owner: Owner | undefined; final: boolean }
type PlannedEndpoint = { change?: EndpointChange; errors: CellError[] }

/**
 * What a row makes or changes of an endpoint; nothing where it says nothing of one.
 *
 * @param owner the outlet or journalist that the same row is about
 */
export function planEndpoint(vault: Vault, row: Row, { standing, owner: own, final }: Options): PlannedEndpoint {
  const { way, owner: named } = row.cells
  if (!way) return { errors: [] }
  const stands = standing.endpoint(row.externalId)
  const { owner = own, errors } = named === undefined ? { errors: [] } : findOwner(named, standing, final)
  const key = way.channel ?? stands?.channel
  const channel = key === undefined ? undefined : findChannel(key)
  errors.push(...refuseMoves(stands, owner, way.channel))
  if (!stands && !owner && named === undefined) errors.push(wrong('owner', 'missing', 'is blank: a new endpoint needs it'))
  if (!channel) errors.push(wrong('channel', 'missing', 'is blank: a new endpoint needs it'))
  if (errors.length > 0 || !channel) return { errors }
  try {
    // Whoever is not there yet comes with the file: only the check gets here without an owner.
    return {
      change: stands ? changeOf(vault, row, channel, stands) : creationOf(vault, row, channel, owner ?? nobody),
      errors: [],
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { errors: error.errors.map(({ pointer, code, detail }) => wrong(toColumn(pointer), code, detail)) }
  }
}

const nobody: Owner = { type: 'outlet', id: '00000000-0000-0000-0000-000000000000' }

function findOwner(text: string, standing: Standing, final: boolean): { owner?: Owner; errors: CellError[] } {
  const { types, reference } = parseOwner(text)
  const [outlet, journalist] = (['outlet', 'journalist'] as const).map((type) =>
    types.includes(type) ? standing.referred(type, reference) : undefined,
  )
  if (outlet && journalist)
    return {
      errors: [wrong('owner', 'ambiguous', `is an outlet and a journalist, too: send outlet:${reference} or journalist:…`)],
    }
  const found = outlet ?? journalist
  if (found ? found.archived : final)
    return { errors: [wrong('owner', 'owner', 'is no outlet or journalist of this wire, or it is archived')] }
  return { owner: found && { type: outlet ? 'outlet' : 'journalist', id: found.id }, errors: [] }
}

/** An endpoint stays with whom it was made for, on its channel. */
function refuseMoves(
  stands: Prisma.EndpointModel | undefined,
  owner: Owner | undefined,
  channel: string | undefined,
): CellError[] {
  if (!stands) return []
  if (stands.archivedAt) return [wrong('externalId', 'archived', 'is an archived endpoint, which stays as it is')]
  const errors: CellError[] = []
  if (owner && owner.id !== (stands.outletId ?? stands.journalistId))
    errors.push(
      wrong('externalId', 'owner', 'is an endpoint of somebody else; an endpoint does not move: give the new one another id'),
    )
  if (channel !== undefined && channel !== stands.channel)
    errors.push(wrong('channel', 'channel', `is ${stands.channel} and stays so: make another endpoint, with another id`))
  return errors
}

function creationOf(vault: Vault, { externalId, cells: { way }, secrets }: Row, channel: Channel, owner: Owner): EndpointChange {
  const { settings, format = channel.formats[0], ...rest } = way ?? {}
  const columns: EndpointColumns = {
    id: newId(),
    externalId,
    outletId: owner.type === 'outlet' ? owner.id : null,
    journalistId: owner.type === 'journalist' ? owner.id : null,
    ...settingsColumns(vault, checkSettings(channel, { ...settings, ...secrets })),
    channel: channel.key,
    format: checkFormat(channel, format),
    languages: rest.languages ?? [],
    editions: rest.editions ?? 'all',
    pacePerMinute: rest.pacePerMinute ?? null,
    state: rest.state ?? 'active',
    stateReason: null,
  }
  const event = { owner, after: endpointFacts({ ...columns, ...unwritten }) }
  return { created: true, columns, changes: ['channel'], event }
}

function changeOf(
  vault: Vault,
  { cells, secrets }: Row,
  channel: Channel,
  stands: Prisma.EndpointModel,
): EndpointChange | undefined {
  const { settings, format, state, channel: _same, ...rest } = cells.way ?? {}
  const columns = {
    ...stands,
    ...rest,
    ...(format === undefined ? {} : { format: checkFormat(channel, format) }),
    ...(state === undefined || state === stands.state ? {} : { state, stateReason: null }),
    ...settingsOf(vault, channel, stands, { ...settings, ...secrets }),
  }
  const difference = endpointDifference(vault, stands, columns)
  if (!difference) return undefined
  const fields = Object.keys(Object(difference.after)).filter((name) => name in (cells.way ?? {}))
  const settingsChanged = changedSettings(stands.settings, columns.settings)
  const secretsChanged = difference.secretsChanged ? Object.keys(secrets) : []
  const changes = [...fields, ...[...settingsChanged, ...secretsChanged].map((name) => `settings.${name}`)]
  return { created: false, columns, changes, event: difference }
}

/** Blank cells keep what stands, secrets too. Nothing is checked again where nothing is said that is new. */
function settingsOf(vault: Vault, channel: Channel, stands: Prisma.EndpointModel, said: Record<string, unknown>) {
  const present: Record<string, unknown> = Object(stands.settings)
  if (Object.entries(said).every(([name, value]) => canonicalJson(value) === canonicalJson(present[name] ?? null))) return {}
  return settingsColumns(vault, checkSettings(channel, { ...present, ...said }, openSecrets(vault, stands.secrets)))
}

function changedSettings(before: unknown, after: unknown): string[] {
  const [old, wanted]: Record<string, unknown>[] = [Object(before), Object(after)]
  return Object.keys({ ...old, ...wanted }).filter(
    (name) => canonicalJson(old?.[name] ?? null) !== canonicalJson(wanted?.[name] ?? null),
  )
}

const unwritten = { revision: 1, createdAt: new Date(0), updatedAt: new Date(0), archivedAt: null }

function toColumn(pointer: string): string {
  return pointer.slice(1).replace('/', '.')
}

function wrong(column: string, code: string, detail: string): CellError {
  return { column, code, detail }
}
