import { z } from 'zod'

/** What is doubted of an edition: its language, or that it says the same figures as the first edition. */
export const warningCodes = ['other-language', 'figures'] as const

/** A warning as it is kept with an edition: a fact about its text. */
export const StoredWarning = z.object({
  /** of code and passages: the same doubt of the same words has the same key in every revision and version of a release */
  key: z.string(),
  code: z.enum(warningCodes),
  pointer: z.string(),
  detail: z.string(),
  passage: z.string(),
  other: z.object({ language: z.string(), passage: z.string() }).optional(),
})

export type StoredWarning = z.infer<typeof StoredWarning>

/** A warning as it is shown. */
export const WarningView = StoredWarning.extend({
  key: z.string().meta({ description: 'names it: the same words are doubted under the same key in every version' }),
  pointer: z.string().meta({ description: 'where in the release it is (RFC 6901)' }),
  passage: z.string().meta({ description: 'the words that are doubted' }),
  other: StoredWarning.shape.other.meta({ description: 'what the other edition says there' }),
  accepted: z
    .object({ reason: z.string(), by: z.string(), at: z.iso.datetime() })
    .nullable()
    .meta({ description: 'null until an editor accepts it' }),
})

export type WarningView = z.infer<typeof WarningView>
