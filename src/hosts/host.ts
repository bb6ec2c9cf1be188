import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import { HostName } from '../channels/host-name.ts'
import type { Prisma } from '../db/client.ts'
import { pageOf } from '../http/page.ts'

/** What is signalled when the limits or the breaker of a host changed, or deliveries came into a lane. */
export const hostsTopic = 'hosts'

/** closed: as usual; open: nothing is sent; half-open: one delivery tries whether it is back. */
export const breakerStates = ['closed', 'open', 'half-open'] as const

const Pace = z
  .strictObject({ limit: z.int().min(1).max(100_000), seconds: z.int().min(1).max(3600) })
  .meta({ description: 'at most `limit` hand-overs in any `seconds`, by the host’s own clock' })

const AtOnce = z.int().min(1).max(1000)

/** A host, as a path names it. */
export const HostParams = z.strictObject({
  host: HostName.meta({ description: '`outlet.example:443`, as endpoints have it; for mail the recipient’s domain' }),
})

/** What an admin may limit. What is left out stays; null takes the limit away. */
export const HostPatch = z
  .strictObject({ atOnce: AtOnce.nullable().optional(), pace: Pace.nullable().optional() })
  .meta({ example: { atOnce: 4, pace: { limit: 60, seconds: 60 } } })
export type HostPatch = z.infer<typeof HostPatch>

const Reason = oneLine(500)

/** How an admin opens a breaker by hand. */
export const Opening = z
  .strictObject({
    reason: Reason,
    seconds: z.int().min(1).max(86_400).default(300).meta({ description: 'after which one delivery tries whether it is back' }),
  })
  .meta({ example: { reason: 'They move to another data centre', seconds: 3600 } })
export type Opening = z.infer<typeof Opening>

/** How an admin closes one. */
export const Closing = z.strictObject({ reason: Reason })

const Breaker = z.object({
  state: z.enum(breakerStates),
  openedAt: z.iso.datetime().nullable(),
  retryAt: z.iso.datetime().nullable().meta({ description: 'when one delivery may try whether it is back' }),
  reason: z.string().nullable(),
  failures: z.int().meta({ description: 'of the last answers when it opened' }),
  successes: z.int(),
})

const example = {
  host: 'outlet.example:443',
  atOnce: null,
  pace: { limit: 60, seconds: 60 },
  breaker: {
    state: 'open',
    openedAt: '2026-12-01T05:00:14.000Z',
    retryAt: '2026-12-01T05:00:19.000Z',
    reason: 'timeout',
    failures: 5,
    successes: 0,
  },
  slowedUntil: null,
  waiting: 12,
  revision: 1,
} as const

/** A host as the wire's staff sees it. */
export const HostView = z
  .object({
    host: z.string(),
    atOnce: z
      .int()
      .nullable()
      .meta({ description: 'hand-overs under way at once, in all workers together; null: no limit of yours' }),
    pace: Pace.nullable(),
    breaker: Breaker,
    slowedUntil: z.iso.datetime().nullable().meta({ description: 'it asked for less: until then it is sent to with care' }),
    waiting: z.int().meta({ description: 'deliveries that wait in its lane, those to be retried later among them' }),
    revision: z.int().meta({ description: 'of the limits; 0 where nobody has set any' }),
  })
  .meta({ id: 'Host', example })
export type HostView = z.infer<typeof HostView>

/** A page of hosts. */
export const HostPage = pageOf(HostView).meta({ example: { items: [{ ...example }], nextCursor: null } })
export type HostPage = z.infer<typeof HostPage>

/** A host of which nothing is known is as it would be with a row. */
export function toHostView(host: string, row: Prisma.HostModel | undefined, waiting: number, now: Date): HostView {
  const slowed = row?.slowedUntil && row.slowedUntil > now ? row.slowedUntil : undefined
  return {
    host,
    atOnce: row?.atOnce ?? null,
    pace: row?.paceLimit && row.paceWindowSeconds ? { limit: row.paceLimit, seconds: row.paceWindowSeconds } : null,
    breaker: {
      state: Breaker.shape.state.parse(row?.breaker ?? 'closed'),
      openedAt: row?.openedAt?.toISOString() ?? null,
      retryAt: row?.retryAt?.toISOString() ?? null,
      reason: row?.reason ?? null,
      failures: row?.failures ?? 0,
      successes: row?.successes ?? 0,
    },
    slowedUntil: slowed?.toISOString() ?? null,
    waiting,
    revision: row?.revision ?? 0,
  }
}
