import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import { ChannelKey } from '../channels/key.ts'
import type { Prisma } from '../db/client.ts'
import { PageQuery, pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'
import { suppressionReasons } from './suppress.ts'

/** An address that an admin silences. */
export const NewSuppression = z
  .strictObject({
    channel: ChannelKey,
    address: oneLine(2000).meta({ description: 'as the endpoint shows it; kept as a keyed hash' }),
    note: oneLine(500).optional().meta({ description: 'why: it stands in the event log, so name nobody' }),
  })
  .meta({ example: { channel: 'email', address: 'newsdesk@outlet.example', note: 'Asked for it by phone' } })
export type NewSuppression = z.infer<typeof NewSuppression>

const example = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  channel: 'email',
  reason: 'unsubscribe',
  deliveryId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
  createdAt: '2026-11-23T09:00:00.000Z',
  liftedAt: null,
} as const

/** An address that must not be written to. The address itself is not kept: find it by the endpoint. */
export const SuppressionView = z
  .object({
    id: Id,
    channel: z.string().nullable(),
    reason: z.enum(suppressionReasons),
    deliveryId: Id.nullable().meta({ description: 'the delivery that led to it' }),
    createdAt: z.iso.datetime(),
    liftedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Suppression', example })
export type SuppressionView = z.infer<typeof SuppressionView>

/** How suppressions are searched. */
export const SuppressionQuery = z.strictObject({
  ...PageQuery.shape,
  channel: ChannelKey.optional(),
  reason: z.enum(suppressionReasons).optional(),
  endpointId: Id.optional().meta({ description: 'those that silence this endpoint' }),
  lifted: z
    .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })
    .default(false)
    .meta({ description: 'true: lifted ones, too' }),
})
export type SuppressionQuery = z.infer<typeof SuppressionQuery>

/** A page of suppressions, in the order in which they were made. */
export const SuppressionPage = pageOf(SuppressionView).meta({ example: { items: [example], nextCursor: null } })
export type SuppressionPage = z.infer<typeof SuppressionPage>

/** A row as the wire's staff may see it. */
export function toSuppressionView(row: Prisma.SuppressionModel): SuppressionView {
  return {
    id: row.id,
    channel: row.channel,
    reason: z.enum(suppressionReasons).parse(row.reason),
    deliveryId: row.deliveryId,
    createdAt: row.createdAt.toISOString(),
    liftedAt: row.liftedAt?.toISOString() ?? null,
  }
}
