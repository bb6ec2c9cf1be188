import { Prisma } from '../db/client.ts'

/**
 * Whether what is sent to a host has to go through one worker, as SQL: it has limits, is slowed down, or its breaker is not closed.
 *
 * @param h a row of `hosts`, by the name that the query gives it
 */
export function isLimited(h: Prisma.Sql, now: Date): Prisma.Sql {
  return Prisma.sql`(${h}.at_once IS NOT NULL OR ${h}.pace_limit IS NOT NULL OR ${h}.breaker <> 'closed' OR ${h}.slowed_until > ${now})`
}
