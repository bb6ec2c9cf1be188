import { z } from 'zod'
import { pull } from '../channels/pull/pull.ts'
import { Id } from '../ids.ts'
import { withholdings } from './judge.ts'

const keys = pull.formats

/** How items are asked for. */
export const ItemQuery = z.strictObject({
  since: z.coerce
    .number()
    .int()
    .min(0)
    .max(2_147_483_647)
    .default(0)
    .meta({ description: 'the greatest number up to which you have all: what follows it comes, the oldest first' }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  format: z.enum(keys).optional().meta({ description: 'left out: the endpoint’s own; of a feed and a site ninjs' }),
})
export type ItemQuery = z.infer<typeof ItemQuery>

const example = {
  sequence: 17,
  deliveryId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  withheld: null,
  releaseId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e70',
  version: 1,
  kind: 'original',
  language: 'ar',
  uri: 'urn:dateline:019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e70:ar',
  releasedAt: '2026-12-01T05:00:00.120Z',
  embargoUntil: null,
  format: 'ninjs',
  contentType: 'application/json; charset=utf-8',
  content: '{"standard":{"name":"ninjs","version":"3.1"},…}',
} as const

const ofReadable = 'null where it is not to be had (yet)'

/** A delivery as its outlet fetches it. */
export const ItemView = z
  .object({
    sequence: z.int().meta({ description: 'its number; those of an endpoint have no gap' }),
    deliveryId: Id.meta({ description: 'the same id under which it was pushed, or would have been' }),
    withheld: z.enum(withholdings).nullable().meta({
      description:
        'why there is no content: not-yet: its hour has not come, or it is on its way; held: somebody stopped it; replaced: a later version took its place; withdrawn: it was called off. Null: here it is',
    }),
    releaseId: Id.nullable().meta({ description: ofReadable }),
    version: z.int().nullable(),
    kind: z.enum(['original', 'update', 'correction', 'kill']).nullable(),
    language: z.string().nullable(),
    uri: z.string().nullable().meta({ description: 'the same for all versions' }),
    releasedAt: z.iso.datetime().nullable(),
    embargoUntil: z.iso.datetime().nullable(),
    format: z.enum(keys),
    contentType: z.string().nullable(),
    content: z
      .string()
      .nullable()
      .meta({ description: `the edition in that format, as text; ${ofReadable}` }),
  })
  .meta({ id: 'WireItem', example })
export type ItemView = z.infer<typeof ItemView>

/** What follows a number. */
export const ItemPage = z
  .object({
    items: z.array(ItemView),
    next: z.int().meta({ description: 'the number to ask since next: those up to it are in this answer, or settled' }),
    latest: z.int().meta({ description: 'the greatest number there is: nothing more is to be had while next equals it' }),
  })
  .meta({ id: 'WireItems', example: { items: [example], next: 17, latest: 17 } })
export type ItemPage = z.infer<typeof ItemPage>
