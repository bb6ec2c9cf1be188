import { Prisma } from '../db/client.ts'

/**
 * The columns of whom something is about to be sent to, each as SQL and with its table, such as `e.host`: suppressions have
 * columns of the same names.
 */
export type Recipient = { channel: Prisma.Sql; addressHash: Prisma.Sql; host: Prisma.Sql }

/**
 * Whether nothing may be sent to somebody now, as a condition in SQL: the address or its domain is suppressed, on this channel
 * or on all, for this account or for all. Asked of a hundred thousand rows, it reads the suppressions once and looks each row
 * up in memory.
 *
 * @param accountId who sends: a uuid, as SQL
 */
export function isSuppressed(recipient: Recipient, accountId: Prisma.Sql): Prisma.Sql {
  const { addressHash, host } = recipient
  // Nearly everybody is done after two looks into hash tables; only of the others is asked exactly. Through an array, because
  // Postgres would scan a list from end to end that it expects to be too long for a hash table.
  return Prisma.sql`((
      ${addressHash} IN (SELECT unnest(ARRAY(
        SELECT s.address_hash FROM suppressions s WHERE s.address_hash IS NOT NULL AND s.lifted_at IS NULL)))
      OR EXISTS (SELECT FROM suppressions s WHERE s.domain IS NOT NULL AND s.lifted_at IS NULL)
        AND ${endOf(nameOf(host))} IN (SELECT ${endOf(Prisma.sql`s.domain`)} FROM suppressions s
          WHERE s.domain IS NOT NULL AND s.lifted_at IS NULL)
    ) AND EXISTS (${suppressionsOf(recipient, accountId)}))`
}

/**
 * What suppresses somebody now: a SELECT of rows of `suppressions`. Quick for a few recipients; of many ask isSuppressed.
 *
 * @param accountId as for isSuppressed
 */
export function suppressionsOf({ channel, addressHash, host }: Recipient, accountId: Prisma.Sql): Prisma.Sql {
  const counts = Prisma.sql`s.lifted_at IS NULL AND (s.channel IS NULL OR s.channel = ${channel})
    AND (s.account_id IS NULL OR s.account_id = ${accountId})`
  return Prisma.sql`
    SELECT s.* FROM suppressions s WHERE s.address_hash = ${addressHash} AND ${counts}
    UNION ALL
    SELECT s.* FROM suppressions s WHERE s.domain IS NOT NULL AND ${counts}
      AND right('.' || ${nameOf(host)}, length(s.domain) + 1) = '.' || s.domain`
}

/** A host without its port, and without the dot that a name may end with. */
function nameOf(host: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`rtrim(split_part(${host}, ':', 1), '.')`
}

/** The last two labels of a name: whoever is under a domain shares them with it. */
function endOf(name: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(split_part(${name}, '.', -2) || '.' || split_part(${name}, '.', -1))`
}
