import { z } from 'zod'
import { type AnyDb, Prisma } from '../db/client.ts'
import { isStaff, type Principal } from '../http/principal.ts'
import { Id } from '../ids.ts'
import { issuerScope } from './scope.ts'
import { oneLine } from './text.ts'

const dayMs = 86_400_000
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional()

/** Which events are asked for; all of what is named must hold. */
export const EventFilter = z.strictObject({
  kind: z
    .string()
    .max(100)
    .regex(/^[a-z-]+(\.[a-z-]+|\.\*)$/, 'must be a kind, such as api-key.revoked, or the first half of kinds, such as release.*')
    .optional()
    .meta({ description: '`api-key.revoked`, or `release.*` for all that begin so' }),
  subjectType: oneLine(100).optional().meta({ description: 'such as `api-key`' }),
  subjectId: oneLine().optional(),
  accountId: Id.optional(),
  releaseId: Id.optional(),
  issuerId: Id.optional().meta({ description: 'of the issuer itself, and of releases that speak for it' }),
  keyId: Id.optional().meta({ description: 'the key that acted' }),
  actor: oneLine().optional().meta({ description: 'its name; `dateline` for what nobody asked for' }),
  from: instant.meta({ description: 'this instant or later' }),
  to: instant.meta({ description: 'before this instant' }),
})

export type EventFilter = z.infer<typeof EventFilter>

/** A filter as SQL, on `events e`, within what the principal may see. */
export async function eventsWhere(db: AnyDb, principal: Principal, filter: EventFilter): Promise<Prisma.Sql> {
  const { kind, subjectType, subjectId, accountId, releaseId, issuerId, keyId, actor, from, to } = filter
  const conditions = [
    await scopeOf(db, principal),
    kind && (kind.endsWith('*') ? Prisma.sql`starts_with(e.kind, ${kind.slice(0, -1)})` : Prisma.sql`e.kind = ${kind}`),
    subjectType && Prisma.sql`e.subject_type = ${subjectType}`,
    subjectId && Prisma.sql`e.subject_id = ${subjectId}`,
    accountId && Prisma.sql`e.account_id = ${accountId}::uuid`,
    releaseId && Prisma.sql`e.release_id = ${releaseId}::uuid`,
    issuerId && concernsIssuer(issuerId),
    keyId && Prisma.sql`e.key_id = ${keyId}::uuid`,
    actor && Prisma.sql`e.actor = ${actor}`,
    from && Prisma.sql`e.at >= ${from} AND e.id >= ${leastId(from.getTime() - dayMs)}`,
    to && Prisma.sql`e.at < ${to} AND e.id < ${leastId(to.getTime() + dayMs)}`,
  ].filter((condition) => condition instanceof Prisma.Sql)
  return Prisma.join(conditions, ' AND ')
}

/**
 * The wire's people see all; a submitter what is its account's, and what became of the issuers that it acts for. Of who else
 * acts for them it sees nothing. A test key sees no live release here either, and whoever submits live no test.
 */
async function scopeOf(db: AnyDb, principal: Principal): Promise<Prisma.Sql> {
  const tests = Prisma.sql`(e.release_id IS NULL OR EXISTS (SELECT FROM releases r WHERE r.id = e.release_id AND r.test))`
  if (isStaff(principal)) return principal.mode === 'test' ? tests : Prisma.sql`true`
  const lives = Prisma.sql`NOT EXISTS (SELECT FROM releases r WHERE r.id = e.release_id AND r.test)`
  const mode = principal.mode === 'test' ? tests : lives
  const issuers = await db.issuer.findMany({ where: issuerScope(principal), select: { id: true } })
  const issuerIds = issuers.map(({ id }) => id)
  return Prisma.sql`${mode} AND (e.account_id = ${principal.accountId}::uuid
    OR (e.account_id IS NULL AND e.subject_type = 'issuer' AND e.subject_id = ANY (${issuerIds}::text[])))`
}

function concernsIssuer(issuerId: string): Prisma.Sql {
  return Prisma.sql`((e.subject_type = 'issuer' AND e.subject_id = ${issuerId}) OR EXISTS (
    SELECT FROM versions v JOIN revisions s ON s.version_id = v.id
    WHERE v.release_id = e.release_id AND s.content -> 'issuerIds' ? ${issuerId}))`
}

/** Ids tell the time to within clocks that differ: months that were not asked for are not looked into. */
function leastId(ms: number): Prisma.Sql {
  return Prisma.sql`first_id(${new Date(Math.max(0, ms))}::timestamptz)`
}
