import { z } from 'zod'
import { Id } from '../ids.ts'
import { LanguageTag } from '../languages/language.ts'
import { refuseRepeats } from './text.ts'

/** Language × outlet list, and which outlets of the list are left out this time. */
export const Target = z.strictObject({
  language: LanguageTag,
  outletListId: Id,
  excludeOutletIds: z.array(Id).max(1000).default([]),
})

export type Target = z.infer<typeof Target>

/** The targets of a release or of its publication: each pair of language and list once. */
export const Targets = z
  .array(Target)
  .max(200)
  .superRefine(refuseRepeats(({ language, outletListId }) => `${language} ${outletListId}`))
