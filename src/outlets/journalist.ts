import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { Id } from '../ids.ts'
import { Country } from './country.ts'
import { ExternalId, Languages, Name, PausedUntil, Phone, SectorKeys, Tags } from './profile.ts'

const OutletIds = z
  .array(Id)
  .max(50)
  .overwrite((ids) => [...new Set(ids)])
  .meta({ description: 'where they work; none for a freelance' })

const fields = {
  externalId: ExternalId.nullable(),
  name: Name,
  country: Country.nullable(),
  languages: Languages.min(1),
  sectors: SectorKeys,
  outletIds: OutletIds,
  tags: Tags,
  pausedUntil: PausedUntil.nullable(),
  phone: Phone.nullable(),
}

const example = {
  externalId: null,
  name: 'Layla Haddad',
  country: 'AE',
  languages: ['ar'],
  sectors: ['energy'],
  outletIds: ['019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'],
  tags: ['energy desk'],
  pausedUntil: null,
  phone: null,
}

/** A new journalist. */
export const NewJournalist = z
  .strictObject({
    ...fields,
    externalId: fields.externalId.default(null),
    country: fields.country.default(null),
    sectors: fields.sectors.default([]),
    outletIds: OutletIds.default([]),
    tags: Tags.default([]),
    pausedUntil: fields.pausedUntil.default(null),
    phone: fields.phone.default(null),
  })
  .meta({ example })
export type NewJournalist = z.infer<typeof NewJournalist>

/** What changes of a journalist; what is left out stays, `outletIds` replaces all of them. */
export const JournalistPatch = z
  .strictObject(fields)
  .partial()
  .meta({ example: { outletIds: [] } })
export type JournalistPatch = z.infer<typeof JournalistPatch>

/** A journalist as it stands in a list. */
export const journalistExample = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
  ...example,
  revision: 1,
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.000Z',
  archivedAt: null,
  erasedAt: null,
}

/** A person who receives, for the wire's staff. */
export const JournalistView = z
  .object({
    id: Id,
    externalId: z.string().nullable(),
    name: z.string(),
    country: z.string().nullable(),
    languages: z.array(z.string()),
    sectors: z.array(z.string()),
    outletIds: z.array(Id),
    tags: z.array(z.string()),
    pausedUntil: z.iso.datetime().nullable(),
    phone: z.string().nullable(),
    revision: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    archivedAt: z.iso.datetime().nullable(),
    erasedAt: z.iso.datetime().nullable().meta({ description: 'when they were erased: what is left is a pseudonym' }),
  })
  .meta({ id: 'Journalist', example: journalistExample })
export type JournalistView = z.infer<typeof JournalistView>

/** Reads a journalist with what its view needs. */
export const withOutlets = { outlets: { orderBy: { outletId: 'asc' } } } as const

/** A row as the wire's staff may see it. */
export function toJournalistView(row: Prisma.JournalistModel & { outlets: Prisma.JournalistOutletModel[] }): JournalistView {
  return {
    id: row.id,
    externalId: row.externalId,
    name: row.name,
    country: row.country,
    languages: row.languages,
    sectors: row.sectors,
    outletIds: row.outlets.map(({ outletId }) => outletId),
    tags: row.tags,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    phone: row.phone,
    revision: row.revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
    erasedAt: row.erasedAt?.toISOString() ?? null,
  }
}
