import { z } from 'zod'
import { pull } from '../channels/pull/pull.ts'
import { Id } from '../ids.ts'
import { withholdings } from './judge.ts'

const keys = pull.formats

/** Up to which number somebody has all, and until when answers are known to have come through to them. */
type Cursor = { sequence: number; toldUntil: Date | undefined }

function readCursor(text: string): Cursor {
  const [sequence, told] = text.split('~')
  return { sequence: Number(sequence), toldUntil: told === undefined ? undefined : new Date(Number(told)) }
}

/** What is to be sent back as `since`: whoever does has got the answer. */
export function toCursor(sequence: number, at: Date): string {
  return `${sequence}~${at.getTime()}`
}

/** How items are asked for. */
export const ItemQuery = z.strictObject({
  since: z
    .string()
    .regex(/^\d{1,9}(~\d{1,15})?$/, 'is a number, or `next` of an answer as you got it')
    .default('0')
    .transform(readCursor)
    .meta({ description: '`next` of the answer before, as you got it; or a number up to which you have all', example: '16' }),
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
    next: z.string().meta({ description: 'what to ask since next: sending it says that this answer came through' }),
    latest: z.int().meta({ description: 'the greatest number that there is' }),
  })
  .meta({ id: 'WireItems', example: { items: [example], next: '17~1796101200300', latest: 17 } })
export type ItemPage = z.infer<typeof ItemPage>
