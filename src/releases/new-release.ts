import { z } from 'zod'
import { TradedSymbol } from '../accounts/symbol.ts'
import { Id } from '../ids.ts'
import { NewContact } from './contact.ts'
import { Instant } from './instant.ts'
import { NewAttachments } from './new-attachment.ts'
import { NewEdition } from './new-edition.ts'
import { newReleaseExample } from './new-release-example.ts'
import { NewRights } from './rights.ts'
import { Targets } from './target.ts'
import { line, refuseRepeatedLanguages, refuseRepeats } from './text.ts'

/** Who wrote it: the issuer itself, or somebody who provides content for it and may be named. */
const Source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('issuer') }),
  z.strictObject({ kind: z.literal('contentProvider'), name: line(200).optional() }),
])

/**
 * A release as it is handed in, and as a draft is replaced. A draft may be incomplete: what only a submission needs (a
 * dateline, a contact, an edition per target) is asked for there.
 */
export const NewRelease = z
  .strictObject({
    issuerIds: z
      .array(Id)
      .min(1)
      .max(10)
      .superRefine(refuseRepeats((id) => id)),
    reference: line(200).nullish().meta({ description: 'your own number for it' }),
    urgency: z.int().min(1).max(8).default(4).meta({ description: '1 is the most urgent, 8 the least' }),
    source: Source,
    editions: z.array(NewEdition).min(1).max(40).superRefine(refuseRepeatedLanguages()),
    sectors: z
      .array(z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is the key of a sector, such as "top-story"'))
      .max(20)
      .superRefine(refuseRepeats((key) => key))
      .default([]),
    contacts: z.array(NewContact).max(20).default([]),
    symbols: z.array(TradedSymbol).max(20).default([]),
    targets: Targets.default([]),
    rights: NewRights.nullish().meta({ description: 'what may be done with it; null: the issuer’s, and mined as the wire says' }),
    attachments: NewAttachments.optional().meta({
      description: 'files and videos; left out of a later version: those of the one before',
    }),
    releaseAt: Instant.nullish().meta({ description: 'null: as soon as it is published' }),
    embargoUntil: Instant.nullish().meta({ description: 'outlets have it before and must not show it until then' }),
  })
  .refine(({ releaseAt, embargoUntil }) => !releaseAt || !embargoUntil || embargoUntil.at > releaseAt.at, {
    path: ['embargoUntil'],
    error: 'is not after releaseAt: outlets would receive it when the embargo is over. Leave it out, or make it later',
  })
  .meta({ id: 'NewRelease', example: newReleaseExample })

export type NewRelease = z.infer<typeof NewRelease>
