import { z } from 'zod'
import { HostName } from '../channels/host-name.ts'
import type { AnyDb } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { PageQuery } from '../http/page.ts'
import { invalidField, notFound } from '../problem.ts'
import { breakerStates, type HostPage, type HostView, toHostView } from './host.ts'

type Deps = { db: AnyDb } & Pick<AppDeps, 'clock'>

/** How hosts are listed. */
export const HostQuery = z.strictObject({ ...PageQuery.shape, breaker: z.enum(breakerStates).optional() })

/** The hosts of which there is something to say: limited, failing now or once, or with deliveries in their lane. */
export async function findHosts({ db, clock }: Deps, query: z.infer<typeof HostQuery>): Promise<HostPage> {
  const { limit, cursor, breaker } = query
  const after = readHost(cursor)
  const rows = await db.host.findMany({
    where: { ...(breaker ? { breaker } : {}), ...(after ? { host: { gt: after } } : {}) },
    orderBy: { host: 'asc' },
    take: limit + 1,
  })
  const shown = rows.slice(0, limit)
  const waiting = await countWaiting(
    db,
    shown.map(({ host }) => host),
  )
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => toHostView(row.host, row, waiting.get(row.host) ?? 0, clock.now())),
    nextCursor: last ? Buffer.from(last.host).toString('base64url') : null,
  }
}

/**
 * What is known of a host.
 *
 * @throws not-found where nobody is reached there and nothing is known of it
 */
export async function getHost({ db, clock }: Deps, host: string): Promise<HostView> {
  const row = await db.host.findUnique({ where: { host } })
  if (!row) await requireHost(db, host)
  return toHostView(host, row ?? undefined, (await countWaiting(db, [host])).get(host) ?? 0, clock.now())
}

/**
 * A limit on a host that no endpoint has would wait for ever for somebody to notice.
 *
 * @throws not-found where no endpoint is at this host
 */
export async function requireHost(db: AnyDb, host: string): Promise<void> {
  if (!(await db.endpoint.findFirst({ where: { host }, select: { id: true } }))) throw notFound('host')
}

async function countWaiting(db: AnyDb, hosts: string[]): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ lane: string; waiting: number }[]>`
    SELECT lane, count(*)::int AS waiting FROM deliveries
    WHERE lane = ANY(${hosts}) AND batch_id IS NULL AND due_at IS NOT NULL GROUP BY lane`
  return new Map(rows.map(({ lane, waiting }) => [lane, waiting]))
}

function readHost(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const host = HostName.safeParse(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (host.success) return host.data
  throw invalidField('/querystring/cursor', 'cursor', 'is not a cursor of ours: send nextCursor as you got it, or none')
}
