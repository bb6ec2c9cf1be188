import { z } from 'zod'
import { StoredInstant } from './instant.ts'
import { StoredRights } from './rights.ts'

// Plain where NewRelease is strict: what was taken yesterday stays readable when a rule changes.
const Contact = z.object({
  name: z.string(),
  email: z.string().optional(),
  phone: z.string().optional(),
  public: z.boolean(),
})

const ListedSymbol = z.object({ exchange: z.string(), symbol: z.string(), isin: z.string().optional() })

/** Who wrote it: the issuer itself, or somebody who provides content for it. */
const StoredSource = z.object({ kind: z.enum(['issuer', 'contentProvider']), name: z.string().optional() })

const StoredTarget = z.object({
  language: z.string(),
  outletListId: z.string(),
  excludeOutletIds: z.array(z.string()),
})

const words = {
  credit: z.string().nullable().default(null),
  captions: z.record(z.string(), z.string()),
  alternativeTexts: z.record(z.string(), z.string()),
}

/** A file of the account, or a video that lies elsewhere. */
const StoredAttachment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), id: z.string(), ...words }),
  z.object({ kind: z.literal('video'), url: z.string(), ...words }),
])

/** What a release says beside its instants and its texts, as it is kept and as it is shown. */
export const SharedContent = z.object({
  reference: z.string().nullable(),
  issuerIds: z.array(z.string()),
  urgency: z.int(),
  source: StoredSource,
  sectors: z.array(z.string()),
  contacts: z.array(Contact),
  symbols: z.array(ListedSymbol),
  targets: z.array(StoredTarget),
  rights: StoredRights.nullable()
    .default(null)
    .meta({ description: 'what may be done with it; null: what the wire says by default' }),
  attachments: z.array(StoredAttachment).default([]),
})

/** What a revision's JSON column holds: everything but the editions. Instants are `{ at: Date, given }` or null. */
export const RevisionContent = SharedContent.extend({
  releaseAt: StoredInstant.nullable(),
  embargoUntil: StoredInstant.nullable(),
})

export type RevisionContent = z.infer<typeof RevisionContent>
