import { z } from 'zod'
import { type AnyDb, Prisma } from '../db/client.ts'
import { isInHand } from '../db/in-hand.ts'
import { pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'
import { holdsHost, holdsWholly } from './held.ts'
import type { Behind } from './hold.ts'

const example = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
  releaseId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e61',
  version: 1,
  accountId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e62',
  state: 'releasing',
  urgency: 4,
  releaseAt: '2026-12-01T05:00:00.000Z',
  startedAt: '2026-12-01T05:00:00.004Z',
  pending: 2060,
  sending: 0,
  retrying: 8,
} as const

/** A publication that waits behind a hold, with its deliveries that do. */
export const HeldPublication = z
  .object({
    id: Id,
    releaseId: Id,
    version: z.int(),
    accountId: Id,
    state: z.string().meta({ description: '`held`: it has not begun; else it goes on where it was stopped' }),
    urgency: z.int(),
    releaseAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    pending: z.int(),
    sending: z.int(),
    retrying: z.int(),
  })
  .meta({ id: 'HeldPublication', example })
export type HeldPublication = z.infer<typeof HeldPublication>

/** A page of publications that wait behind a hold. */
export const HeldPublicationPage = pageOf(HeldPublication).meta({ example: { items: [{ ...example }], nextCursor: null } })

/** A HeldPublication as SQL gives it. */
export type HeldRow = Omit<HeldPublication, 'releaseAt' | 'startedAt'> & { releaseAt: Date; startedAt: Date | null }

/** A row as it is shown. */
export function toHeldPublication({ releaseAt, startedAt, ...row }: HeldRow): HeldPublication {
  return { ...row, releaseAt: releaseAt.toISOString(), startedAt: startedAt?.toISOString() ?? null }
}

/**
 * Publications behind a hold, in the order of their ids.
 *
 * @param limit how many rows at most
 */
export async function listBehind(
  db: AnyDb,
  { holdId, now, after, limit }: { holdId: string; now: Date; after: string | undefined; limit: number },
): Promise<HeldRow[]> {
  return db.$queryRaw<HeldRow[]>`
    SELECT p.id, p.release_id AS "releaseId", p.version_number AS version, p.account_id AS "accountId", p.state, p.urgency,
      p.release_at AS "releaseAt", p.started_at AS "startedAt", c.pending, c.sending, c.retrying
    ${behind(Prisma.sql`h.id = ${holdId}::uuid`, now)} AND (${after ?? null}::uuid IS NULL OR p.id > ${after ?? null}::uuid)
    ORDER BY p.id LIMIT ${limit}`
}

/** What waits behind each of some holds, in figures. */
export async function countBehind(db: AnyDb, holdIds: string[], now: Date): Promise<Map<string, Behind>> {
  if (holdIds.length === 0) return new Map()
  const rows = await db.$queryRaw<(Behind & { holdId: string })[]>`
    SELECT h.id AS "holdId", count(*)::int AS publications, sum(c.pending)::int AS pending, sum(c.sending)::int AS sending,
      sum(c.retrying)::int AS retrying
    ${behind(Prisma.sql`h.id = ANY(${holdIds}::uuid[])`, now)} GROUP BY h.id`
  return new Map(rows.map(({ holdId, ...counts }) => [holdId, counts]))
}

/** By its counters, which are few: whether it is worth looking at its deliveries, which are many. */
function unfinished(p: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM tallies t WHERE t.publication_id = ${p}.id AND t.pending + t.sending + t.retrying > 0)`
}

/** From holds `h` to publications `p` that they stop and whose hour has come, with the count `c` of what each stops of it. */
function behind(which: Prisma.Sql, now: Date): Prisma.Sql {
  const [h, p, d] = [Prisma.sql`h`, Prisma.sql`p`, Prisma.sql`d`]
  return Prisma.sql`
    FROM holds h
    JOIN publications p ON (h.scope IN ('list', 'channel', 'host') OR ${holdsWholly(h, p)})
      AND p.state IN ('scheduled', 'held', 'releasing', 'released')
      AND (p.state <> 'released' OR ${unfinished(p)})
    CROSS JOIN LATERAL (
      SELECT COALESCE(sum(pending), 0)::int AS pending, COALESCE(sum(sending), 0)::int AS sending,
        COALESCE(sum(retrying), 0)::int AS retrying
      FROM (
        SELECT t.pending, t.sending, t.retrying FROM tallies t JOIN dispatches x ON x.id = t.dispatch_id
        WHERE t.publication_id = p.id AND h.scope <> 'host' AND (h.scope <> 'channel' OR t.channel = h.subject)
          AND (h.scope <> 'list' OR x.outlet_list_id::text = h.subject)
        UNION ALL
        SELECT (d.state = 'pending' AND NOT ${isInHand(d)})::int, ${isInHand(d)}::int, (d.state = 'retrying')::int FROM deliveries d
        WHERE d.publication_id = p.id AND h.scope = 'host' AND ${unfinished(p)} AND d.state IN ('pending', 'retrying') AND ${holdsHost(h, d)}
      ) counted
    ) c
    WHERE ${which} AND p.release_at <= ${now} AND (
      (p.state IN ('scheduled', 'held', 'releasing') AND h.scope NOT IN ('list', 'channel', 'host'))
      OR (p.state IN ('scheduled', 'held', 'releasing', 'released') AND c.pending + c.sending + c.retrying > 0))`
}
