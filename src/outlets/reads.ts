import { Prisma } from '../db/client.ts'
import { lookupChain } from '../languages/language.ts'

/**
 * Whether somebody gets an edition, as a condition in SQL: who asks for `zh` gets `zh-Hant`, since it is Chinese; who asks for `pt-BR`
 * gets `pt` where there is nothing nearer (RFC 4647 §3.4). Without a query of its own, since it is asked of everybody.
 *
 * @param languages text[]: the ranges of who is asked for
 * @param language of the edition, canonical
 * @param among the languages of all editions that go out together
 */
export function reads(languages: Prisma.Sql, language: string, among: readonly string[] = []): Prisma.Sql {
  return Prisma.sql`((${languages}) && ${lookupChain(language)}::text[]
    OR array_to_string(${languages}, ' ') ~ ${fallingBackTo(language, among)})`
}

/** At which place among these languages the edition stands, 1 for the first, as SQL; null: nowhere. */
export function rankOf(languages: Prisma.Sql, language: string, among: readonly string[] = []): Prisma.Sql {
  return Prisma.sql`(SELECT min(place) FROM unnest(${languages}) WITH ORDINALITY AS wanted (range, place)
    WHERE range = ANY (${lookupChain(language)}::text[]) OR range ~ ${fallingBackTo(language, among)})`
}

/** Finds, among ranges with spaces between, one that is narrower than this language and under none that is nearer. Tags have no special characters. */
function fallingBackTo(language: string, among: readonly string[]): string {
  const nearer = among.filter((tag) => tag.startsWith(`${language}-`)).map((tag) => tag.slice(language.length))
  const isNone = nearer.length > 0 ? `(?!(${nearer.join('|')})(-| |$))` : ''
  return `(^| )${language}${isNone}-`
}
