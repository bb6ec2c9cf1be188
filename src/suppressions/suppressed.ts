import { Prisma } from '../db/client.ts'

/** The columns of whom something is about to be sent to, each as SQL. */
export type Recipient = { channel: Prisma.Sql; addressHash: Prisma.Sql; host: Prisma.Sql }

/**
 * Whether nothing may be sent to somebody now, as a condition in SQL: the address or its domain is suppressed, on this channel
 * or on all, for this account or for all.
 *
 * @param accountId who sends: a uuid, as SQL
 */
export function isSuppressed({ channel, addressHash, host }: Recipient, accountId: Prisma.Sql): Prisma.Sql {
  const counts = Prisma.sql`s.lifted_at IS NULL AND (s.channel IS NULL OR s.channel = ${channel})
    AND (s.account_id IS NULL OR s.account_id = ${accountId})`
  return Prisma.sql`(
    EXISTS (SELECT FROM suppressions s WHERE s.address_hash = ${addressHash} AND ${counts})
    OR EXISTS (SELECT FROM suppressions s WHERE s.domain IS NOT NULL
      AND (split_part(${host}, ':', 1) = s.domain OR split_part(${host}, ':', 1) LIKE '%.' || s.domain) AND ${counts}))`
}
