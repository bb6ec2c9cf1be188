import { z } from 'zod'
import { prose } from '../accounts/text.ts'
import { ChannelKey } from '../channels/key.ts'
import type { Prisma } from '../db/client.ts'
import { Id } from '../ids.ts'
import { Country } from './country.ts'
import { Languages, Name, SectorKeys } from './profile.ts'

/** Outlets that match all the kinds that are given, each by any of its values; `{}` is every outlet. */
export const Rule = z.strictObject({
  countries: z.array(Country).min(1).max(250).optional(),
  languages: Languages.min(1).optional(),
  sectors: SectorKeys.min(1).optional(),
  channels: z
    .array(ChannelKey)
    .min(1)
    .max(50)
    .optional()
    .meta({ description: 'outlets that have such an endpoint, and only these endpoints' }),
})
export type Rule = z.infer<typeof Rule>

const fields = {
  name: Name,
  description: z.literal('').or(prose(2000)),
  ownerAccountId: Id.toLowerCase().nullable().meta({ description: 'null: the wire’s own' }),
  visibility: z.enum(['everyone', 'owner']).meta({ description: 'who may send to it' }),
  rule: Rule.nullable().meta({ description: 'null: by hand only' }),
}

const example = {
  name: 'Gulf energy desks',
  description: 'Energy desks in the Gulf states',
  ownerAccountId: null,
  visibility: 'everyone',
  rule: { countries: ['AE', 'SA', 'QA'], sectors: ['energy'] },
} as const

/** A new outlet list. */
export const NewOutletList = z
  .strictObject({
    ...fields,
    description: fields.description.default(''),
    ownerAccountId: fields.ownerAccountId.default(null),
    visibility: fields.visibility.default('everyone'),
    rule: fields.rule.default(null),
  })
  .meta({ example })
export type NewOutletList = z.infer<typeof NewOutletList>

/** What changes of an outlet list; what is left out stays, `rule` is replaced as a whole. */
export const OutletListPatch = z
  .strictObject(fields)
  .partial()
  .meta({ example: { rule: { countries: ['AE'] } } })
export type OutletListPatch = z.infer<typeof OutletListPatch>

/** An outlet list as it stands in a list. */
export const outletListExample = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e62',
  ...example,
  revision: 1,
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.000Z',
  archivedAt: null,
}

/** A named set of outlets and journalists, for everyone who may use it: without its members. */
export const OutletListView = z
  .object({
    id: Id,
    name: z.string(),
    description: z.string(),
    ownerAccountId: Id.nullable(),
    visibility: z.enum(['everyone', 'owner']),
    rule: Rule.nullable(),
    revision: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'OutletList', example: outletListExample })
export type OutletListView = z.infer<typeof OutletListView>

/** A row as whoever may use the list may see it. */
export function toOutletListView(row: Prisma.OutletListModel): OutletListView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    ownerAccountId: row.ownerAccountId,
    visibility: fields.visibility.parse(row.visibility),
    rule: Rule.nullable().parse(row.rule),
    revision: row.revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}
