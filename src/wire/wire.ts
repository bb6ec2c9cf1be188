import { z } from 'zod'
import { byLanguage } from '../accounts/by-language.ts'
import { oneLine, prose } from '../accounts/text.ts'
import type { AnyDb, Prisma } from '../db/client.ts'
import type { Phrases as HousePhrases } from '../languages/house.ts'

/** A phrase of one line. */
const phrase = (description: string) =>
  prose(300)
    .refine((text) => !/[\r\n]/.test(text), { error: 'must be one line' })
    .meta({ description })

/** What the wire says around every edition in one language; what is left out is said in the house phrases. */
export const Phrases = z
  .strictObject({
    lead: phrase('opens the text; ends in its own space'),
    about: phrase('heads what an issuer says of itself; `{name}` is the issuer'),
    sectors: phrase('heads the line of sectors'),
    contact: phrase('heads the contacts'),
    embargoedUntil: phrase('`{time}` is the instant'),
    disclaimer: prose(5000).meta({ description: 'stands under what a content provider hands in' }),
    boilerplate: prose(5000).meta({ description: 'what the wire says of itself' }),
    update: phrase('what a later version is called'),
    correction: phrase('what a corrected version is called'),
    kill: phrase('what a notice that calls a release back is called'),
    replaces: phrase('what an update or a correction asks for'),
    withdrawn: phrase('what a kill asks for'),
    test: phrase('opens the headline of a test of an endpoint'),
    testNotice: phrase('the text of such a test'),
    machineTranslated: phrase('under a text that a machine translated'),
    deskNote: phrase('opens the note to desks'),
    files: phrase('heads the files of a release'),
    unsubscribe: phrase('the words of an unsubscribe link'),
    unsubscribed: phrase('what is said once it has worked'),
    whyReceived: phrase('why a person got this mail'),
  } satisfies Record<keyof HousePhrases, z.ZodType>)
  .partial()

export type Phrases = z.infer<typeof Phrases>

const Lengths = z
  .strictObject({
    least: z.int().min(1).max(200_000).meta({ description: 'of a body: words or characters, as GET /v1/languages says' }),
    most: z.int().min(1).max(200_000),
  })
  .partial()

/** How long a body in a language may be, as its market counts; what is left out is not limited. */
export type Lengths = z.infer<typeof Lengths>

const months = z.int().min(1).max(1200)

const Retention = z
  .strictObject({
    ledgerMonths: months.meta({ description: 'deliveries and attempts: this month and so many before it' }),
    eventMonths: months.meta({ description: 'events: this month and so many before it' }),
    importDays: z.int().min(1).max(36_500).meta({ description: 'imports with their rows' }),
  })
  .partial()

/** How long each kind of record is kept; what is left out is kept for ever. */
export type Retention = z.infer<typeof Retention>

const Mining = z.enum(['allowed', 'reserved'])

const fields = {
  name: oneLine(),
  url: z.url({ protocol: /^https?$/ }).max(500),
  senderName: oneLine().meta({ description: 'whom mail comes from' }),
  senderAddress: z.email().max(254),
  alwaysDisclaims: z.boolean().meta({ description: 'the disclaimer stands under every release, the issuers’ own too' }),
  phrases: byLanguage(Phrases).meta({ description: 'language tag → phrases; `{wire}` and `{url}` are filled in' }),
  lengths: byLanguage(Lengths).meta({ description: 'language tag → how long a body may be; counts for what narrows it, too' }),
  retention: Retention.meta({ description: 'how long each kind of record is kept; left out: for ever' }),
  mining: Mining.meta({ description: 'whether machines may mine what goes out, where a release does not say' }),
  miningPolicyUrl: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .regex(/^[\x21-\x7e]+$/)
    .nullable()
    .meta({ description: 'where the terms of mining stand' }),
}

const example = {
  name: 'Example Wire',
  url: 'https://wire.example',
  senderName: 'Example Wire',
  senderAddress: 'news@wire.example',
  alwaysDisclaims: false,
  phrases: { en: { lead: '({wire}) – ', boilerplate: 'About {wire}: real-time press release distribution. {url}' } },
  lengths: { en: { most: 1000 }, ja: { most: 2500 } },
  retention: { ledgerMonths: 24, importDays: 90 },
  mining: 'reserved',
  miningPolicyUrl: null,
}

/** A change of the wire: what is left out stays, what is sent replaces the whole field. */
export const WireChange = z.strictObject(fields).partial().meta({ example })

export type WireChange = z.infer<typeof WireChange>

/** This installation, as it is shown. */
export const WireView = z
  .object({
    name: z.string(),
    url: z.string(),
    senderName: z.string(),
    senderAddress: z.string(),
    alwaysDisclaims: z.boolean(),
    phrases: z.record(z.string(), Phrases),
    lengths: z.record(z.string(), Lengths),
    retention: Retention,
    mining: Mining,
    miningPolicyUrl: z.string().nullable(),
    revision: z.int().meta({ description: 'the ETag' }),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Wire', example: { ...example, revision: 1, updatedAt: '2026-11-23T09:00:00.000Z' } })

export type WireView = z.infer<typeof WireView>

/**
 * The wire.
 *
 * @throws when it has not been founded
 */
export async function getWire(db: AnyDb): Promise<WireView> {
  // Not by its key: Prisma makes one `in` of several that ask at once, which a truth value does not have.
  return toWireView(await db.wire.findFirstOrThrow())
}

/** A row as it is shown. */
export function toWireView(row: Prisma.WireModel): WireView {
  return {
    name: row.name,
    url: row.url,
    senderName: row.senderName,
    senderAddress: row.senderAddress,
    alwaysDisclaims: row.alwaysDisclaims,
    phrases: WireView.shape.phrases.parse(row.phrases),
    lengths: WireView.shape.lengths.parse(row.lengths),
    retention: Retention.parse(row.retention),
    mining: Mining.parse(row.mining),
    miningPolicyUrl: row.miningPolicyUrl,
    revision: row.revision,
    updatedAt: row.updatedAt.toISOString(),
  }
}
