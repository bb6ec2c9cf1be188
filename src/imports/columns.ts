import { z } from 'zod'
import { channels } from '../channels/list.ts'
import { EndpointPatch, endpointStates } from '../outlets/endpoint.ts'
import { JournalistPatch } from '../outlets/journalist.ts'
import { OutletPatch } from '../outlets/outlet.ts'
import { TechnicalContact } from '../outlets/technical-contact.ts'
import { readBoolean, readCountry, readInstant, readList, readNumber, readText, readWords } from './cell.ts'
import type { RowKind } from './row.ts'

/** A column that is checked by a schema. */
export type Column = {
  /** as the format spells it */
  name: string
  /** what the text of a cell stands for, before it is checked */
  read: (text: string) => unknown
  /** checks it, per kind of row; rows of a kind that is missing leave it blank */
  schemas: Partial<Record<RowKind, z.ZodType>>
  /** few cells differ: each text is read once per import */
  repeats: boolean
}

const [outlet, journalist, endpoint] = [OutletPatch.shape, JournalistPatch.shape, EndpointPatch.shape]

/** What there is to say of outlets and journalists; `languages` also of an endpoint in a row of its own. */
export const profileColumns: readonly Column[] = [
  few('country', readCountry, { outlet: outlet.country, journalist: journalist.country }),
  few('languages', readWords, { outlet: outlet.languages, journalist: journalist.languages, endpoint: endpoint.languages }),
  few('sectors', readWords, { outlet: outlet.sectors, journalist: journalist.sectors }),
  few('tags', readList, { outlet: outlet.tags, journalist: journalist.tags }),
  few('timeZone', readText, { outlet: outlet.timeZone }),
  few('tier', readNumber, { outlet: outlet.tier }),
  few('acceptsEmbargo', readBoolean, { outlet: outlet.acceptsEmbargo }),
  few('pausedUntil', readInstant, { outlet: outlet.pausedUntil, journalist: journalist.pausedUntil }),
  many('name', { outlet: outlet.name, journalist: journalist.name }),
  many('phone', { outlet: outlet.phone, journalist: journalist.phone }),
  many('technicalContactName', { outlet: TechnicalContact.shape.name }),
  many('technicalContactEmail', { outlet: TechnicalContact.shape.email }),
  many('technicalContactPhone', { outlet: TechnicalContact.shape.phone }),
]

/** What there is to say of an endpoint, its channel and settings aside; in every kind of row. */
export const wayColumns: readonly Column[] = [
  few('format', readText, ofAll(endpoint.format)),
  few('pacePerMinute', readNumber, ofAll(endpoint.pacePerMinute)),
  few('editions', readText, ofAll(endpoint.editions)),
  few('state', readText, ofAll(z.enum(endpointStates))),
]

/** Every setting of every channel: `settings.<name>` in small letters → its name. */
export const settingNames: ReadonlyMap<string, string> = new Map(
  channels.flatMap(({ settings }) => Object.keys(settings.shape).map((name) => [`settings.${name.toLowerCase()}`, name])),
)

/** Settings that are a secret somewhere: sealed at once, also in a row that does not name its channel. */
export const secretNames: ReadonlySet<string> = new Set(channels.flatMap(({ secrets }) => secrets))

/** Every column of the format, in the order in which an export writes them. */
export const columnNames: readonly string[] = [
  ...[
    'kind',
    'externalId',
    'name',
    'country',
    'languages',
    'sectors',
    'tags',
    'timeZone',
    'tier',
    'acceptsEmbargo',
    'pausedUntil',
  ],
  ...['phone', 'technicalContactName', 'technicalContactEmail', 'technicalContactPhone', 'outlets', 'owner', 'channel', 'format'],
  ...['pacePerMinute', 'editions', 'state'],
  ...[...new Set(settingNames.values())].map((name) => `settings.${name}`),
]

function few(name: string, read: Column['read'], schemas: Column['schemas']): Column {
  return { name, read, schemas, repeats: true }
}

function many(name: string, schemas: Column['schemas']): Column {
  return { name, read: readText, schemas, repeats: false }
}

function ofAll(schema: z.ZodType): Column['schemas'] {
  return { outlet: schema, journalist: schema, endpoint: schema }
}
