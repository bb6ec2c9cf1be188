import { type AnyDb, Prisma } from './client.ts'

/**
 * The order of names for a reader, as a COLLATE clause: the nearest that Postgres has (ICU, by CLDR), `und-x-icu` for all scripts together.
 * Named each time, since the order of the database itself is that of code points, or of the machine that made it. No index is in this
 * order: another ICU has another one, and an index would not notice; a hundred thousand names are sorted in 50 ms.
 *
 * @param tags the reader's language and what it falls back to, canonical, narrowest first
 * @returns by code point where Postgres was built without ICU
 */
export async function findOrder(db: AnyDb, tags: readonly string[]): Promise<Prisma.Sql> {
  const names = [...tags, 'und'].map((tag) => `${tag}-x-icu`)
  const [found] = await db.$queryRaw<{ name: string }[]>`
    SELECT collname AS name FROM pg_collation
    WHERE collname = ANY(${names}) AND collprovider = 'i' AND collnamespace = 'pg_catalog'::regnamespace
    ORDER BY array_position(${names}, collname::text) LIMIT 1`
  // A name that Postgres told, out of those that were asked for.
  return found ? Prisma.sql`COLLATE ${Prisma.raw(`pg_catalog."${found.name}"`)}` : Prisma.sql`COLLATE "C"`
}

/**
 * Whether a name contains a text, however either is encoded (NFC) and in whatever case of letters: ß as ss, and I with a dot or without one.
 *
 * @param name a column
 */
export function nameContains(name: Prisma.Sql, text: string): Prisma.Sql {
  // Nearly all names are in NFC, and to see that takes less time than to write them in it.
  const composed = Prisma.sql`CASE WHEN ${name} IS NFC NORMALIZED THEN ${name} ELSE normalize(${name}, NFC) END`
  return Prisma.sql`strpos(${folded(composed)}, ${folded(Prisma.sql`${text.normalize('NFC')}::text`)}) > 0`
}

// By a collation of Postgres's own: what a letter's small form is must not depend on the machine.
function folded(text: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`casefold(translate(${text}, 'İı', 'ii') COLLATE pg_catalog.pg_unicode_fast)`
}
