import { z } from 'zod'
import { Prisma } from '../db/client.ts'
import { isInHand, stateOf } from '../db/in-hand.ts'
import { pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'
import { FactView } from './fact.ts'
import { deliveryStates } from './tally.ts'

const example = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  state: 'delivered',
  reason: null,
  language: 'ar',
  outletListId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
  channel: 'email',
  format: 'html',
  outletId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e61',
  outletName: 'Gulf Morning',
  country: 'AE',
  endpointId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e62',
  sequence: null,
  attempts: 1,
  dueAt: null,
  sentAt: '2026-12-01T05:00:00.120Z',
  receipt: '250 2.0.0 Ok: queued as 4c7f',
  version: 1,
} as const

/** One row of the ledger, as whoever owns the release sees it. Addresses are the wire's own affair. */
export const DeliveryView = z
  .object({
    id: Id,
    version: z.int(),
    state: z.enum(deliveryStates),
    reason: z.string().nullable().meta({ description: 'why it is not delivered (yet), kebab-case' }),
    language: z.string(),
    outletListId: Id.nullable().meta({ description: 'null: because an earlier version was sent there' }),
    channel: z.string(),
    format: z.string(),
    outletId: Id.nullable(),
    outletName: z.string().meta({ description: 'the outlet’s or journalist’s name when the list was expanded' }),
    country: z.string().nullable(),
    endpointId: Id.meta({ description: 'the way to the outlet or journalist; its address is the wire’s own affair' }),
    sequence: z
      .int()
      .nullable()
      .meta({ description: 'its number among all that the endpoint of a machine was sent; null: nobody counts' }),
    attempts: z.int().meta({ description: 'that were begun' }),
    dueAt: z.iso.datetime().nullable().meta({ description: 'when it is tried next' }),
    sentAt: z.iso.datetime().nullable().meta({ description: 'when it was handed over' }),
    receipt: z.string().nullable().meta({ description: 'what the far side said when it took it' }),
  })
  .meta({ id: 'Delivery', example })

export type DeliveryView = z.infer<typeof DeliveryView>

/** A page of the ledger. */
export const DeliveryPage = pageOf(DeliveryView).meta({ example: { items: [{ ...example }], nextCursor: null } })

/** One try. */
export const AttemptView = z
  .object({
    number: z.int(),
    startedAt: z.iso.datetime().meta({
      description:
        'when it began. Where the outcome is unknown, nobody wrote that down: the latest instant at which it can have begun; `detail` says when its worker was last heard of',
    }),
    durationMs: z.int().meta({ description: '0 where the outcome is unknown: nobody measured it' }),
    outcome: z.enum(['delivered', 'temporary', 'permanent', 'unknown']),
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    receipt: z.string().nullable(),
  })
  .meta({ id: 'Attempt' })

/** A delivery with all that was tried, and what was learned of it later. */
export const DeliveryWithAttempts = DeliveryView.extend({
  attemptList: z.array(AttemptView),
  facts: z
    .array(FactView)
    .meta({ description: 'what was learned once it was handed over: that it bounced, that its reader complained' }),
}).meta({
  id: 'DeliveryWithAttempts',
  example: {
    ...example,
    attemptList: [
      {
        number: 1,
        startedAt: '2026-12-01T05:00:00.020Z',
        durationMs: 100,
        outcome: 'delivered',
        reason: null,
        detail: null,
        receipt: '250 2.0.0 Ok: queued as 4c7f',
      },
    ],
    facts: [],
  },
})

/** A delivery as SQL gives it, to be read with toDeliveryView. */
export type DeliveryRow = Omit<DeliveryView, 'dueAt' | 'sentAt'> & { dueAt: Date | null; sentAt: Date | null }

/** What a DeliveryRow selects; from `deliveries d JOIN dispatches t JOIN publications p`. */
export const deliveryColumns = Prisma.sql`d.id, p.version_number AS version, ${stateOf(Prisma.sql`d`)} AS state, d.reason, d.language,
  t.outlet_list_id AS "outletListId", d.channel, d.format, d.outlet_id AS "outletId", d.outlet_name AS "outletName", d.country,
  d.endpoint_id AS "endpointId", (SELECT i.sequence FROM endpoint_items i WHERE i.delivery_id = d.id) AS sequence,
  d.attempts + ${isInHand(Prisma.sql`d`)}::int AS attempts, d.due_at AS "dueAt", d.sent_at AS "sentAt", d.receipt`

/** A row of the ledger as it is shown. */
export function toDeliveryView({ dueAt, sentAt, ...row }: DeliveryRow): DeliveryView {
  return { ...row, dueAt: dueAt?.toISOString() ?? null, sentAt: sentAt?.toISOString() ?? null }
}
