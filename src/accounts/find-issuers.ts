import { z } from 'zod'
import { type AnyDb, Prisma } from '../db/client.ts'
import { findPage, inOrder, isAmong, SortedQuery } from '../http/find-page.ts'
import { isStaff, type Principal } from '../http/principal.ts'
import { lookupChain } from '../languages/language.ts'
import { type IssuerPage, toIssuerView } from './issuer.ts'
import { issuerScope } from './scope.ts'

/** How issuers are listed. */
export const IssuerQuery = z.strictObject({
  ...SortedQuery.shape,
  archived: z.stringbool().default(false).meta({ description: 'true lists archived ones too' }),
})

/** Issuers: for the wire's staff all, for a submitter those that its account acts for. */
export async function findIssuers(
  { db }: { db: AnyDb },
  principal: Principal,
  query: z.infer<typeof IssuerQuery>,
): Promise<z.infer<typeof IssuerPage>> {
  const scoped = isStaff(principal) ? [] : await db.issuer.findMany({ where: issuerScope(principal), select: { id: true } })
  const condition = Prisma.sql`
    ${isStaff(principal) ? Prisma.sql`true` : isAmong(scoped.map(({ id }) => id))}
    AND ${query.archived ? Prisma.sql`true` : Prisma.sql`t.archived_at IS NULL`}`
  const { ids, nextCursor } = await findPage(db, { table: 'issuers', name: nameFor(query.sortLanguage), condition }, query)
  const rows = await db.issuer.findMany({ where: { id: { in: ids } } })
  return { items: inOrder(ids, rows).map(toIssuerView), nextCursor }
}

/** What an issuer is called in a language, or in the nearest that it has a name in; else in English, else in any. */
function nameFor(language = 'en'): Prisma.Sql {
  const chain = [...lookupChain(language), ...(language.split('-')[0] === 'zh' ? ['zh-Hans'] : []), 'en']
  const names = chain.map((tag) => Prisma.sql`t.names->>${tag}::text`)
  const any = Prisma.sql`(SELECT value FROM jsonb_each_text(t.names) ORDER BY key COLLATE "C" LIMIT 1)`
  return Prisma.sql`coalesce(${Prisma.join([...names, any])})`
}
