import { Prisma } from '../db/client.ts'
import { lookupChain } from '../languages/language.ts'

/** The language of an edition that goes out, too, and who of those that are asked for gets it: a condition in SQL. */
export type Beside = { language: string; gets: Prisma.Sql }

/**
 * Whether somebody gets an edition, as a condition in SQL: who asks for `zh` gets `zh-Hant`, since it is Chinese; who asks for `pt-BR`
 * gets `pt` where there is nothing nearer (RFC 4647 §3.4). Without a query of its own, since it is asked of everybody.
 *
 * @param languages text[]: the ranges of who is asked for
 * @param language of the edition, canonical
 * @param among the languages of all editions that go out together, to all who are asked for
 * @param beside those that go to some of them only; asked of nobody but whom it concerns
 */
export function reads(
  languages: Prisma.Sql,
  language: string,
  among: readonly string[] = [],
  beside: readonly Beside[] = [],
): Prisma.Sql {
  const ranges = Prisma.sql`array_to_string(${languages}, ' ')`
  const narrower = beside.filter((other) => isNarrower(other.language, language))
  // What is asked of each range by itself costs more than what is asked of all in one go: only of whom it may concern.
  const falls =
    narrower.length === 0
      ? Prisma.sql`${ranges} ~ ${fallingBackTo(language, among)}`
      : Prisma.sql`${ranges} ~ ${fallingBackTo(language)} AND EXISTS (
          SELECT FROM unnest(${languages}) AS wanted (range) WHERE ${fallsBack(language, among, narrower)})`
  return Prisma.sql`((${languages}) && ${lookupChain(language)}::text[] OR ${falls})`
}

/** At which place among these languages the edition stands, 1 for the first, as SQL; null: nowhere. */
export function rankOf(
  languages: Prisma.Sql,
  language: string,
  among: readonly string[] = [],
  beside: readonly Beside[] = [],
): Prisma.Sql {
  const falls = fallsBack(language, among, beside)
  return Prisma.sql`(SELECT min(place) FROM unnest(${languages}) WITH ORDINALITY AS wanted (range, place)
    WHERE range = ANY (${lookupChain(language)}::text[]) OR ${falls})`
}

/** Whether the first of two canonical tags is narrower than the second: `pt-BR` than `pt`. */
export function isNarrower(tag: string, than: string): boolean {
  return tag.startsWith(`${than}-`)
}

/** Finds, among ranges with spaces between, one that is narrower than this language and under none that is nearer. Tags have no special characters. */
function fallingBackTo(language: string, among: readonly string[] = []): string {
  const nearer = among.filter((tag) => isNarrower(tag, language)).map((tag) => tag.slice(language.length))
  const isNone = nearer.length > 0 ? `(?!(${nearer.join('|')})(-| |$))` : ''
  return `(^| )${language}${isNone}-`
}

/** The same of one `range`, as a condition in SQL: what goes to some only is nearer for who gets it. */
function fallsBack(language: string, among: readonly string[], beside: readonly Beside[]): Prisma.Sql {
  const nearer = beside.filter((other) => isNarrower(other.language, language))
  const conditions = nearer.map(
    ({ language: tag, gets }) => Prisma.sql`AND NOT ((range = ${tag} OR starts_with(range, ${`${tag}-`})) AND ${gets})`,
  )
  return Prisma.sql`(range ~ ${fallingBackTo(language, among)} ${Prisma.join([Prisma.empty, ...conditions], ' ')})`
}
