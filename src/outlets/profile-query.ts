import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import type { Prisma } from '../db/client.ts'
import { PageQuery, readCursor } from '../http/page.ts'
import { LanguageTag, lookupChain } from '../languages/language.ts'
import { SectorKey } from '../wire/sector.ts'
import { Country } from './country.ts'

/** `?archived=true`: archived things, too. */
export const Archived = z
  .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })
  .default(false)
  .meta({ description: 'true: archived ones, too' })

/** How outlets and journalists are searched; all that is given must hold. */
export const ProfileQuery = z.strictObject({
  ...PageQuery.shape,
  q: oneLine(200).optional().meta({ description: 'part of the name, in any case of letters' }),
  country: Country.optional(),
  language: LanguageTag.optional().meta({ description: 'who receives this language: `zh-Hant` finds `zh`, too' }),
  sector: SectorKey.optional(),
  archived: Archived,
})
export type ProfileQuery = z.infer<typeof ProfileQuery>

/** The filters that outlets and journalists share. */
export function whereProfile({ q, country, language, sector, archived, cursor }: ProfileQuery) {
  const after = readCursor(cursor)
  return {
    ...(after === undefined ? {} : { id: { gt: after } }),
    ...(q === undefined ? {} : whereName(q)),
    ...(country === undefined ? {} : { country }),
    ...(language === undefined ? {} : { languages: { hasSome: lookupChain(language) } }),
    ...(sector === undefined ? {} : { sectors: { has: sector } }),
    ...(archived ? {} : { archivedAt: null }),
  } satisfies Prisma.OutletWhereInput & Prisma.JournalistWhereInput
}

/**
 * Whose name contains this, in any case of letters.
 *
 * @param q as it is: `%` and `_`, which Prisma would hand to ILIKE as wildcards, stand for themselves
 */
export function whereName(q: string) {
  return { name: { contains: q.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } } as const
}
