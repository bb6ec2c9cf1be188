import { Prisma } from '../db/client.ts'
import type { Owner } from './subject.ts'

/**
 * Whether a target leaves somebody out: one of these outlets, or a journalist who works at these only. A condition in SQL on
 * `owner`, a row of the table that the kind says.
 */
export function isExcluded(outletIds: readonly string[], kind: Owner['type']): Prisma.Sql {
  if (outletIds.length === 0) return Prisma.sql`false`
  if (kind === 'outlet') return Prisma.sql`owner.id = ANY (${outletIds}::uuid[])`
  return Prisma.sql`(
    SELECT coalesce(bool_and(work.outlet_id = ANY (${outletIds}::uuid[])), false)
    FROM journalist_outlets AS work WHERE work.journalist_id = owner.id)`
}
