import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import { Prisma } from '../db/client.ts'
import { nameContains } from '../db/names.ts'
import { SortedQuery } from '../http/find-page.ts'
import { LanguageTag, lookupChain } from '../languages/language.ts'
import { SectorKey } from '../wire/sector.ts'
import { Country } from './country.ts'

/** `?archived=true`: archived things, too. */
export const Archived = z
  .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })
  .default(false)
  .meta({ description: 'true: archived ones, too' })

/** `?q=`: part of a name. */
export const NamePart = oneLine(200).meta({ description: 'part of the name, in any case of letters' })

/** How outlets and journalists are searched; all that is given must hold. */
export const ProfileQuery = z.strictObject({
  ...SortedQuery.shape,
  q: NamePart.optional(),
  country: Country.optional(),
  language: LanguageTag.optional().meta({ description: 'who receives this language: `zh-Hant` finds `zh`, too' }),
  sector: SectorKey.optional(),
  archived: Archived,
})
export type ProfileQuery = z.infer<typeof ProfileQuery>

/** The filters that outlets and journalists share: a condition on either table, called `t`. */
export function meetsProfile({ q, country, language, sector, archived }: ProfileQuery): Prisma.Sql {
  const conditions = [
    archived ? Prisma.sql`true` : Prisma.sql`t.archived_at IS NULL`,
    ...(q === undefined ? [] : [nameContains(Prisma.sql`t.name`, q)]),
    ...(country === undefined ? [] : [Prisma.sql`t.country = ${country}`]),
    ...(language === undefined ? [] : [Prisma.sql`t.languages && ${lookupChain(language)}::text[]`]),
    ...(sector === undefined ? [] : [Prisma.sql`${sector} = ANY(t.sectors)`]),
  ]
  return Prisma.join(conditions, ' AND ')
}
