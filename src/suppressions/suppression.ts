import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import { ChannelKey } from '../channels/key.ts'
import type { Prisma } from '../db/client.ts'
import { PageQuery, pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'
import { Domain } from './domain.ts'
import { suppressionReasons } from './suppress.ts'

const Address = oneLine(2000)
  .refine((address) => z.union([z.email(), z.url()]).safeParse(address).success || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address), {
    error: 'is neither a mail address nor a URL: send it as the endpoint shows it',
  })
  .meta({ description: 'as the endpoint shows it; kept as a keyed hash' })
const Note = oneLine(500).meta({ description: 'why: it stands in the event log, so name nobody' })

/** Whom an admin silences: an address, or a domain with all that is under it. */
export const NewSuppression = z
  .strictObject({
    address: Address.optional(),
    domain: Domain.optional(),
    channel: ChannelKey.nullable().default(null).meta({ description: 'null: on every channel' }),
    accountId: Id.nullable().default(null).meta({ description: 'only what this account sends; null: whoever sends' }),
    reason: z.enum(suppressionReasons).exclude(['erasure']).default('admin').meta({
      description: 'what an admin passes on, such as the complaint that a mailbox provider reports',
    }),
    note: Note.optional(),
  })
  .refine(({ address, domain }) => (address === undefined) !== (domain === undefined), {
    error: 'needs an address or a domain, and not both',
  })
  .meta({ example: { channel: 'email', address: 'newsdesk@outlet.example', note: 'Asked for it by phone' } })
export type NewSuppression = z.infer<typeof NewSuppression>

/** Why a suppression is lifted. */
export const Lifting = z.strictObject({
  reason: Note.meta({ description: 'why it may be lifted: it stands in the event log, so name nobody' }),
})
export type Lifting = z.infer<typeof Lifting>

const example = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  channel: 'email',
  domain: null,
  accountId: null,
  reason: 'unsubscribe',
  origin: 'link',
  note: null,
  deliveryId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
  createdAt: '2026-11-23T09:00:00.000Z',
  liftedAt: null,
} as const

/** Whom nothing is sent to. An address itself is not kept: find it by the endpoint. */
export const SuppressionView = z
  .object({
    id: Id,
    channel: z.string().nullable().meta({ description: 'null: on every channel' }),
    domain: z.string().nullable().meta({ description: 'with all that is under it; null: an address' }),
    accountId: Id.nullable().meta({ description: 'only what this account sends; null: whoever sends' }),
    reason: z.enum(suppressionReasons),
    origin: z
      .string()
      .meta({ description: 'who or what it came from: the name of a key, `link`, `relay`, `bounce`, `complaint`' }),
    note: z.string().nullable(),
    deliveryId: Id.nullable().meta({ description: 'the delivery that led to it' }),
    createdAt: z.iso.datetime(),
    liftedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Suppression', example })
export type SuppressionView = z.infer<typeof SuppressionView>

/** How suppressions are searched. */
export const SuppressionQuery = z.strictObject({
  ...PageQuery.shape,
  channel: ChannelKey.optional().meta({ description: 'those that count there, the ones for every channel included' }),
  reason: z.enum(suppressionReasons).optional(),
  address: Address.optional().meta({ description: 'those of exactly this address, not of its domain' }),
  domain: Domain.optional().meta({ description: 'those of exactly this domain' }),
  accountId: Id.optional().meta({ description: 'those for what this account alone sends' }),
  endpointId: Id.optional().meta({ description: 'all that silence this endpoint, by its address or its domain' }),
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
    domain: row.domain,
    accountId: row.accountId,
    reason: z.enum(suppressionReasons).parse(row.reason),
    origin: row.origin,
    note: row.note,
    deliveryId: row.deliveryId,
    createdAt: row.createdAt.toISOString(),
    liftedAt: row.liftedAt?.toISOString() ?? null,
  }
}
