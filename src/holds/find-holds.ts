import { z } from 'zod'
import { type AnyDb, Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../http/page.ts'
import { isStaff, type Principal } from '../http/principal.ts'
import { Id } from '../ids.ts'
import { notFound } from '../problem.ts'
import { countBehind, type HeldPublication, listBehind, toHeldPublication } from './behind.ts'
import { holdsHost, holdsWholly } from './held.ts'
import { type HoldRow, HoldView, notHeld, scopes, toHoldView } from './hold.ts'
import type { Subject } from './place-hold.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/** How holds are searched. */
export const HoldQuery = z.strictObject({
  ...PageQuery.shape,
  scope: z.enum(scopes).optional(),
  lifted: z
    .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })
    .default(false)
    .meta({ description: 'true: lifted ones, too' }),
})

/** A page of holds, in the order in which they were placed. */
export const HoldPage = pageOf(HoldView).meta({ example: { items: [HoldView.meta()?.example], nextCursor: null } })

/** The holds that are live, each with what waits behind it; lifted ones where they are asked for. */
export async function findHolds({ db, clock }: Deps, query: z.infer<typeof HoldQuery>): Promise<z.infer<typeof HoldPage>> {
  const { limit, cursor, scope, lifted } = query
  const after = readCursor(cursor)
  const rows = await db.hold.findMany({
    where: { ...(scope ? { scope } : {}), ...(lifted ? {} : { liftedAt: null }), ...(after ? { id: { gt: after } } : {}) },
    orderBy: { id: 'asc' },
    take: limit + 1,
  })
  const live = rows.filter(({ liftedAt }) => !liftedAt).map(({ id }) => id)
  const counts = await countBehind(db, live, clock.now())
  return toPage(rows, limit, (row) => toHoldView(row, counts.get(row.id)))
}

/**
 * The live hold on a subject.
 *
 * @throws not-found where nothing holds it
 */
export async function getHold(
  { db, clock }: { db: AnyDb } & Pick<Deps, 'clock'>,
  { scope, subject }: Subject,
): Promise<HoldView> {
  const row = await db.hold.findFirst({ where: { scope, subject, liftedAt: null } })
  if (!row) throw notHeld(scope)
  return withBehind({ db, clock }, row)
}

/** A hold with what waits behind it. */
export async function withBehind({ db, clock }: { db: AnyDb } & Pick<Deps, 'clock'>, row: HoldRow): Promise<HoldView> {
  return toHoldView(row, (await countBehind(db, [row.id], clock.now())).get(row.id))
}

/**
 * The publications that wait behind a hold. Nothing waits behind one that is lifted.
 *
 * @throws not-found
 */
export async function findHeldPublications({ db, clock }: Deps, id: string, { limit, cursor }: z.infer<typeof PageQuery>) {
  const hold = await db.hold.findUnique({ where: { id } })
  if (!hold) throw notFound('hold')
  const after = readCursor(cursor)
  const rows = hold.liftedAt ? [] : await listBehind(db, { holdId: id, now: clock.now(), after, limit: limit + 1 })
  return toPage(rows, limit, (row): HeldPublication => toHeldPublication(row))
}

/** A hold as whoever owns the release sees it. Of holds on other things than the account or the publication it is told that they stand. */
export const HoldOver = z.object({
  scope: z.enum(scopes),
  subject: z.string().nullable(),
  cause: HoldView.shape.cause,
  reason: z.string().nullable(),
  createdAt: z.iso.datetime(),
})
export type HoldOver = z.infer<typeof HoldOver>

/**
 * Every live hold that stops a publication or a part of it, the first that was placed first. A submitter is told the reason
 * of those on its own account and publication, and no host: the others may speak of somebody else.
 */
export async function findHoldsOver(db: AnyDb, principal: Principal, publicationId: string): Promise<HoldOver[]> {
  const [h, p, d] = [Prisma.sql`h`, Prisma.sql`p`, Prisma.sql`d`]
  const rows = await db.$queryRaw<Omit<HoldRow, 'liftedAt' | 'liftedBy'>[]>`
    SELECT h.id, h.scope, h.subject, h.cause, h.reason, h.actor, h.created_at AS "createdAt"
    FROM holds h JOIN publications p ON p.id = ${publicationId}::uuid
    WHERE h.lifted_at IS NULL AND (${holdsWholly(h, p)}
      OR (h.scope = 'list' AND EXISTS (SELECT FROM dispatches x WHERE x.publication_id = p.id AND x.outlet_list_id::text = h.subject))
      OR (h.scope = 'channel' AND EXISTS (SELECT FROM tallies t WHERE t.publication_id = p.id AND t.channel = h.subject))
      OR (h.scope = 'host' AND EXISTS (
        SELECT FROM deliveries d WHERE d.publication_id = p.id AND d.state IN ('pending', 'retrying') AND ${holdsHost(h, d)})))
    ORDER BY h.id`
  return rows.map((row) => {
    const { scope, subject, cause, reason, createdAt } = toHoldView({ ...row, liftedAt: null, liftedBy: null }, undefined)
    const own = isStaff(principal) || scope === 'account' || scope === 'publication'
    return { scope, subject: own || scope !== 'host' ? subject : null, cause, reason: own ? reason : null, createdAt }
  })
}

/** A hold's id, as a path names it. */
export const HoldParams = z.strictObject({ id: Id })
