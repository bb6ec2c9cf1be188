import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { Id } from '../ids.ts'
import { Country } from './country.ts'
import { ExternalId, Languages, Name, SectorKeys } from './profile.ts'
import { TimeZone } from './time-zone.ts'

const fields = {
  externalId: ExternalId.nullable(),
  name: Name,
  country: Country,
  languages: Languages.min(1),
  sectors: SectorKeys,
  timeZone: TimeZone,
}

const example = {
  externalId: 'crm-4711',
  name: 'Al-Bayan',
  country: 'AE',
  languages: ['ar', 'en'],
  sectors: ['energy'],
  timeZone: 'Asia/Dubai',
}

/** A new outlet. */
export const NewOutlet = z
  .strictObject({ ...fields, externalId: fields.externalId.default(null), sectors: fields.sectors.default([]) })
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
    revision: row.revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}
