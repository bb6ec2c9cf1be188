import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { Id } from '../ids.ts'
import { Country } from './country.ts'
import { ExternalId, Languages, Name, PausedUntil, Phone, SectorKeys, Tags } from './profile.ts'
import { TechnicalContact } from './technical-contact.ts'
import { TimeZone } from './time-zone.ts'

const fields = {
  externalId: ExternalId.nullable(),
  name: Name,
  country: Country,
  languages: Languages.min(1),
  sectors: SectorKeys,
  timeZone: TimeZone,
  tier: z.int().min(1).max(9).nullable().meta({ description: '1 is the most important; null: not ranked' }),
  tags: Tags,
  acceptsEmbargo: z.boolean().meta({ description: 'false: what is under embargo reaches it when the embargo ends' }),
  pausedUntil: PausedUntil.nullable(),
  phone: Phone.nullable(),
  technicalContact: TechnicalContact.nullable(),
}

const example = {
  externalId: 'crm-4711',
  name: 'Al-Bayan',
  country: 'AE',
  languages: ['ar', 'en'],
  sectors: ['energy'],
  timeZone: 'Asia/Dubai',
  tier: 2,
  tags: ['gold'],
  acceptsEmbargo: true,
  pausedUntil: null,
  phone: '+971 4 000 0000',
  technicalContact: { email: 'it@outlet.example' },
}

/** A new outlet. */
export const NewOutlet = z
  .strictObject({
    ...fields,
    externalId: fields.externalId.default(null),
    sectors: fields.sectors.default([]),
    tier: fields.tier.default(null),
    tags: Tags.default([]),
    acceptsEmbargo: fields.acceptsEmbargo.default(true),
    pausedUntil: fields.pausedUntil.default(null),
    phone: fields.phone.default(null),
    technicalContact: fields.technicalContact.default(null),
  })
  .meta({ example })
export type NewOutlet = z.infer<typeof NewOutlet>

/** What changes of an outlet; what is left out stays. */
export const OutletPatch = z
  .strictObject(fields)
  .partial()
  .meta({ example: { languages: ['ar'] } })
export type OutletPatch = z.infer<typeof OutletPatch>

/** An outlet as it stands in a list. */
export const outletExample = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  ...example,
  revision: 1,
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.000Z',
  archivedAt: null,
}

/** A medium that receives, for the wire's staff. */
export const OutletView = z
  .object({
    id: Id,
    externalId: z.string().nullable(),
    name: z.string(),
    country: z.string(),
    languages: z.array(z.string()),
    sectors: z.array(z.string()),
    timeZone: z.string(),
    tier: z.int().nullable(),
    tags: z.array(z.string()),
    acceptsEmbargo: z.boolean(),
    pausedUntil: z.iso.datetime().nullable(),
    phone: z.string().nullable(),
    technicalContact: TechnicalContact.nullable(),
    revision: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Outlet', example: outletExample })
export type OutletView = z.infer<typeof OutletView>

/** A row as the wire's staff may see it. */
export function toOutletView(row: Prisma.OutletModel): OutletView {
  return {
    id: row.id,
    externalId: row.externalId,
    name: row.name,
    country: row.country,
    languages: row.languages,
    sectors: row.sectors,
    timeZone: row.timeZone,
    tier: row.tier,
    tags: row.tags,
    acceptsEmbargo: row.acceptsEmbargo,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    phone: row.phone,
    technicalContact: TechnicalContact.nullable().parse(row.technicalContact),
    revision: row.revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}
