import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import { LanguageTag } from '../languages/language.ts'
import { Bytes, Piece } from './overheard.ts'

const Kind = z.enum(['original', 'update', 'correction', 'kill'])

/** How an endpoint is tried out. */
export const NewEndpointTest = z
  .strictObject({
    language: LanguageTag.optional().meta({ description: 'left out: the first of the endpoint, or of its owner' }),
    format: oneLine(50).optional().meta({ description: 'one of the channel’s formats; left out: the endpoint’s own' }),
    kind: Kind.default('original').meta({
      description: 'a later one updates, corrects or withdraws the test that the endpoint got before, as for any release',
    }),
  })
  .nullish()
  .transform((given) => given ?? { kind: Kind.enum.original })
  .meta({ example: { language: 'ar' } })
export type NewEndpointTest = z.infer<typeof NewEndpointTest>

const Outcome = z.object({
  kind: z.enum(['delivered', 'temporary', 'permanent']),
  available: z
    .boolean()
    .meta({ description: 'the endpoint is one that fetches: nothing is sent, and of a test nothing lies ready' }),
  receipt: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  retryAfterSeconds: z.number().nullable(),
})

const Rendering = Bytes.extend({ format: z.string(), contentType: z.string() })

const said = { sizeBytes: 57, base64: null, cut: false }

const example = {
  endpointId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e61',
  deliveryId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e62',
  channel: 'webhook',
  address: 'https://outlet.example/dateline',
  language: 'ar',
  format: 'ninjs',
  kind: 'original',
  sentAt: '2026-12-01T05:00:00.000Z',
  durationMs: 84,
  outcome: {
    kind: 'delivered',
    available: false,
    receipt: '200 {"id":"a1"}',
    reason: null,
    detail: null,
    retryAfterSeconds: null,
  },
  renderings: [{ format: 'ninjs', contentType: 'application/json; charset=utf-8', ...said, text: '{"uri":"urn:dateline:…"}' }],
  transcript: [
    { by: 'dateline', ...said, text: 'POST /dateline HTTP/1.1\r\nhost: outlet.example\r\n…' },
    { by: 'far-side', ...said, text: 'HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"id":"a1"}' },
  ],
} as const

/** What became of a test of an endpoint: what was sent, byte for byte, and what the far side said. Kept nowhere. */
export const EndpointTest = z
  .object({
    endpointId: z.uuid(),
    deliveryId: z.uuid().meta({ description: 'by which the far side knows it; the ledger does not' }),
    channel: z.string(),
    address: z.string(),
    language: z.string(),
    format: z.string(),
    kind: Kind,
    sentAt: z.iso.datetime(),
    durationMs: z.number(),
    outcome: Outcome,
    renderings: z.array(Rendering).meta({ description: 'the test release as bytes; of a package its text, then the ZIP' }),
    transcript: z.array(Piece).meta({ description: 'what went over the line, without secrets; empty where nothing does' }),
  })
  .meta({ id: 'EndpointTest', example: { ...example, renderings: [...example.renderings], transcript: [...example.transcript] } })
export type EndpointTest = z.infer<typeof EndpointTest>
