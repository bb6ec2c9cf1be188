import { Prisma } from '../db/client.ts'
import { reads } from './reads.ts'
import { countriesOf } from './region.ts'
import type { Criteria, Rule } from './rule.ts'
import type { Owner } from './subject.ts'

/**
 * Whether a rule takes an outlet or a journalist, with one of their endpoints or with none: a condition in SQL on `owner`, a
 * row of the table that the kind says, and `endpoint`. Null is no.
 */
export function meetsRule({ include = {}, exclude }: Rule, kind: Owner['type']): Prisma.Sql {
  const taken = meets(include, kind)
  return exclude ? Prisma.sql`(${taken} AND (${meets(exclude, kind)}) IS NOT TRUE)` : Prisma.sql`(${taken})`
}

function meets(criteria: Criteria, kind: Owner['type']): Prisma.Sql {
  const { kinds, countries, regions, languages, sectors, channels, tiers, tags } = criteria
  if (kinds && !kinds.includes(kind)) return Prisma.sql`false`
  const conditions = [
    countries && Prisma.sql`owner.country = ANY (${countries}::text[])`,
    regions && Prisma.sql`owner.country = ANY (${countriesOf(regions)}::text[])`,
    languages &&
      Prisma.sql`(${Prisma.join(
        languages.map((language) => reads(Prisma.sql`owner.languages`, language)),
        ' OR ',
      )})`,
    sectors && Prisma.sql`owner.sectors && ${sectors}::text[]`,
    tags && Prisma.sql`owner.tags && ${tags.flatMap(formsOf)}::text[]`,
    channels && Prisma.sql`endpoint.channel = ANY (${channels}::text[])`,
    tiers && hasTier(tiers, kind),
  ].filter((condition) => condition !== undefined)
  return conditions.length === 0 ? Prisma.sql`true` : Prisma.join(conditions, ' AND ')
}

/** How a text may have been typed: as it is, composed, and decomposed as a Mac writes it. An index finds them, which it would not do normalised. */
function formsOf(text: string): string[] {
  return [...new Set([text, text.normalize('NFC'), text.normalize('NFD')])]
}

function hasTier(tiers: number[], kind: Owner['type']): Prisma.Sql {
  if (kind === 'outlet') return Prisma.sql`owner.tier = ANY (${tiers}::int[])`
  return Prisma.sql`EXISTS (
    SELECT FROM journalist_outlets AS work JOIN outlets AS employer ON employer.id = work.outlet_id
    WHERE work.journalist_id = owner.id AND employer.archived_at IS NULL AND employer.tier = ANY (${tiers}::int[]))`
}
