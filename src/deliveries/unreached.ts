import { z } from 'zod'
import { pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'
import { suppressionReasons } from '../suppressions/suppress.ts'

/** Why nothing can be sent to somebody now: the first that applies, in this order; the reasons that the ledger gives. */
export const unreachedReasons = ['suppressed', 'endpoint-archived', 'endpoint-disabled', 'endpoint-paused'] as const

/** Whose number it is: the recipient's own, or that of an outlet or its technical contact. */
const phoneOwners = ['journalist', 'outlet', 'technical-contact'] as const

const example = {
  deliveryId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  version: 1,
  handedAt: '2026-12-01T05:00:00.120Z',
  language: 'ar',
  channel: 'email',
  outletId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e61',
  journalistId: null,
  name: 'Gulf Morning',
  country: 'AE',
  phone: '+971 4 000 0000',
  phoneOf: 'outlet',
  why: 'suppressed',
  since: '2026-12-01T05:10:00.000Z',
  suppression: { id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e62', reason: 'unsubscribe', origin: 'link' },
} as const

/** Somebody who was handed a release and whom what comes after it does not reach: for the phone. */
export const UnreachedView = z
  .object({
    deliveryId: Id.meta({ description: 'of what they hold' }),
    version: z.int().meta({ description: 'the newest that they hold' }),
    handedAt: z.iso.datetime().nullable().meta({ description: 'null: it is not known whether it arrived' }),
    language: z.string(),
    channel: z.string(),
    outletId: Id.nullable(),
    journalistId: Id.nullable(),
    name: z.string().meta({ description: 'the outlet’s or journalist’s; a pseudonym once they are erased' }),
    country: z.string().nullable(),
    phone: z.string().nullable(),
    phoneOf: z.enum(phoneOwners).nullable().meta({
      description: 'whose number it is; where a journalist has none, that of an outlet where they work',
    }),
    why: z.enum(unreachedReasons),
    since: z.iso.datetime().nullable().meta({ description: 'since when nothing can be sent to them, as far as is known' }),
    suppression: z.object({ id: Id, reason: z.enum(suppressionReasons), origin: z.string() }).nullable(),
  })
  .meta({ id: 'Unreached', example })
export type UnreachedView = z.infer<typeof UnreachedView>

/** A page of the people to call. */
export const UnreachedPage = pageOf(UnreachedView).meta({ example: { items: [{ ...example }], nextCursor: null } })

/** One of them as SQL gives it; `id` is the delivery's. */
export type UnreachedRow = Omit<UnreachedView, 'deliveryId' | 'handedAt' | 'since' | 'suppression'> & {
  id: string
  handedAt: Date | null
  since: Date | null
  suppressionId: string | null
  reason: string | null
  origin: string | null
}

/** A row as the wire's staff may see it. */
export function toUnreachedView({ id, handedAt, since, suppressionId, reason, origin, ...row }: UnreachedRow): UnreachedView {
  return {
    deliveryId: id,
    ...row,
    handedAt: handedAt?.toISOString() ?? null,
    since: since?.toISOString() ?? null,
    suppression:
      suppressionId === null
        ? null
        : { id: suppressionId, reason: z.enum(suppressionReasons).parse(reason), origin: origin ?? 'dateline' },
  }
}
