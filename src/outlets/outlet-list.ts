import { z } from 'zod'
import { oneLine, prose } from '../accounts/text.ts'
import type { Prisma } from '../db/client.ts'
import { Id } from '../ids.ts'
import { Part, Parts, partOperations, sortParts } from './part.ts'
import { Name } from './profile.ts'
import { Rule } from './rule.ts'

/** Who sees a list and who may send to it. Its owner and the wire’s staff always may. */
export const visibilities = ['everyone', 'catalogue', 'entitled', 'owner'] as const

const fields = {
  name: Name,
  description: z.literal('').or(prose(2000)),
  ownerAccountId: Id.toLowerCase().nullable().meta({ description: 'null: the wire’s own' }),
  visibility: z.enum(visibilities).meta({
    description:
      'everyone: every account sees and uses it; catalogue: every account sees it, entitled ones use it; entitled: entitled ones see and use it; owner: its owner only. The wire’s staff always do.',
  }),
  price: oneLine(200).nullable().meta({ description: 'in your own words; shown, never computed with' }),
  rule: Rule.nullable().meta({ description: 'null: by hand and by other lists only' }),
  parts: Parts,
}

const example = {
  name: 'Gulf energy desks',
  description: 'Energy desks in the Gulf states',
  ownerAccountId: null,
  visibility: 'catalogue' as const,
  price: 'Gold, per release',
  rule: { include: { countries: ['AE', 'SA', 'QA'], sectors: ['energy'] } },
  parts: [{ outletListId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e63', operation: 'difference' as const }],
}

/** A new outlet list. */
export const NewOutletList = z
  .strictObject({
    ...fields,
    description: fields.description.default(''),
    ownerAccountId: fields.ownerAccountId.default(null),
    visibility: fields.visibility
      .optional()
      .meta({ description: 'left out: `everyone`; of a list with parts `owner`, since parts may be sold' }),
    price: fields.price.default(null),
    rule: fields.rule.default(null),
    parts: Parts.default([]),
  })
  .meta({ example })
export type NewOutletList = z.infer<typeof NewOutletList>

/** What changes of an outlet list; what is left out stays, `rule` and `parts` are replaced as a whole. */
export const OutletListPatch = z
  .strictObject(fields)
  .partial()
  .meta({ example: { rule: { include: { countries: ['AE'] } } } })
export type OutletListPatch = z.infer<typeof OutletListPatch>

/** An outlet list as it stands in a list. */
export const outletListExample = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e62',
  ...example,
  usable: true,
  revision: 1,
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.000Z',
  archivedAt: null,
}

/** A named set of outlets and journalists, for everyone who may see it: without its members. */
export const OutletListView = z
  .object({
    id: Id,
    name: z.string(),
    description: z.string(),
    ownerAccountId: Id.nullable(),
    visibility: z.enum(visibilities),
    price: z.string().nullable(),
    rule: Rule.nullable().optional().meta({ description: 'for the wire’s staff only' }),
    parts: z.array(Part).optional().meta({ description: 'for the wire’s staff only' }),
    usable: z.boolean().meta({ description: 'whether you may send to it' }),
    revision: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'OutletList', example: outletListExample })
export type OutletListView = z.infer<typeof OutletListView>

/** Reads a list with what its view needs. */
export const withParts = { parts: true } as const

/** A row with its parts. */
export type OutletListRow = Prisma.OutletListModel & { parts: Prisma.OutletListPartModel[] }

/** A row as a submitter may see it: not what it is made of. */
export function toCatalogueView(row: Prisma.OutletListModel, usable: boolean): OutletListView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    ownerAccountId: row.ownerAccountId,
    visibility: fields.visibility.parse(row.visibility),
    price: row.price,
    usable,
    revision: row.revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}

/** A row as the wire's staff may see it. */
export function toOutletListView(row: OutletListRow): OutletListView {
  const { id, name, description, ownerAccountId, visibility, price, ...rest } = toCatalogueView(row, row.archivedAt === null)
  const parts = row.parts.map(({ partId, operation }) => ({ outletListId: partId, operation: Operation.parse(operation) }))
  const rule = Rule.nullable().parse(row.rule)
  return { id, name, description, ownerAccountId, visibility, price, rule, parts: sortParts(parts), ...rest }
}

const Operation = z.enum(partOperations)
