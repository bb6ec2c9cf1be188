import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import { describeSettings } from '../channels/describe-settings.ts'
import { ChannelKey } from '../channels/key.ts'
import { pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'
import { ExternalId, Languages } from './profile.ts'

/** `disabled` is what Dateline sets when the far side is gone for good; an admin sets it back to `active`. */
export const endpointStates = ['active', 'paused', 'disabled'] as const

/** Which editions an endpoint with several languages gets, of those that a publication is targeted at. */
export const endpointEditions = ['all', 'first'] as const

const fields = {
  externalId: ExternalId.nullable(),
  settings: z
    .record(z.string(), z.unknown())
    .meta({ description: 'as the channel wants it; secrets go in and never come out', anyOf: describeSettings() }),
  format: oneLine(50).meta({ description: 'one of the channel’s formats' }),
  languages: Languages.meta({ description: 'BCP 47 ranges; none: those of its outlet or journalist' }),
  editions: z.enum(endpointEditions).meta({
    description: 'all: every edition in a language that it lists; first: only that of the first of its languages that is sent',
  }),
  pacePerMinute: z
    .int()
    .min(1)
    .max(60_000)
    .nullable()
    .meta({ description: 'hand-overs a minute; null: as fast as it takes them' }),
  state: z.enum(['active', 'paused']),
}

const settings = { url: 'https://outlet.example/dateline' }

/** A new endpoint of an outlet or a journalist. */
export const NewEndpoint = z
  .strictObject({
    channel: ChannelKey,
    externalId: fields.externalId.default(null),
    settings: fields.settings.default({}),
    format: fields.format.optional().meta({ description: 'left out: the channel’s first' }),
    languages: fields.languages.default([]),
    editions: fields.editions.default('all'),
    pacePerMinute: fields.pacePerMinute.default(null),
    state: fields.state.default('active'),
  })
  .meta({ example: { channel: 'webhook', settings, languages: ['ar'] } })
export type NewEndpoint = z.infer<typeof NewEndpoint>

/** What changes of an endpoint; what is left out stays. `settings` replaces all but the secrets that it leaves out. */
export const EndpointPatch = z
  .strictObject(fields)
  .partial()
  .meta({ example: { state: 'paused' } })
export type EndpointPatch = z.infer<typeof EndpointPatch>

/** An endpoint as it stands in a list. */
export const endpointExample = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e61',
  outletId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  journalistId: null,
  externalId: null,
  channel: 'webhook',
  address: 'https://outlet.example/dateline',
  host: 'outlet.example:443',
  settings,
  secretsSet: ['secret'],
  format: 'ninjs',
  languages: ['ar'],
  editions: 'all',
  pacePerMinute: null,
  state: 'active',
  stateReason: null,
  revision: 1,
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.000Z',
  archivedAt: null,
} as const

/** One way to reach an outlet or a journalist, for the wire's staff: never its secrets. */
export const EndpointView = z
  .object({
    id: Id,
    outletId: Id.nullable(),
    journalistId: Id.nullable(),
    externalId: z.string().nullable(),
    channel: z.string(),
    address: z.string(),
    host: z.string().meta({ description: 'what pace and circuit breakers count by' }),
    settings: z.record(z.string(), z.unknown()),
    secretsSet: z.array(z.string()).meta({ description: 'which secrets it has' }),
    previousUntil: z.iso.datetime().optional().meta({ description: 'until when the secrets before these are good, too' }),
    publicKeys: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'of secrets that are Dateline’s alone, what the outlet needs to know: by the name of the secret' }),
    format: z.string(),
    languages: z.array(z.string()),
    editions: z.enum(endpointEditions),
    pacePerMinute: z.int().nullable(),
    state: z.enum(endpointStates),
    stateReason: z.string().nullable(),
    revision: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Endpoint', example: { ...endpointExample } })
export type EndpointView = z.infer<typeof EndpointView>

/** The answer that makes up secrets for an endpoint, new or not: the only one that shows them. */
export const CreatedEndpoint = EndpointView.extend({
  secrets: z.record(z.string(), z.string()).optional().meta({ description: 'made up now, shown once: keep them' }),
}).meta({ id: 'CreatedEndpoint', example: { ...endpointExample, secrets: { secret: 'whsec_…' } } })
export type CreatedEndpoint = z.infer<typeof CreatedEndpoint>

/** A page of endpoints, in the order in which they were made. */
export const EndpointPage = pageOf(EndpointView).meta({ example: { items: [endpointExample], nextCursor: null } })
export type EndpointPage = z.infer<typeof EndpointPage>
