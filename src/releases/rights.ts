import { z } from 'zod'
import { byLanguage } from '../accounts/by-language.ts'
import { line, text } from './text.ts'
import { WebUrl } from './web-url.ts'

/** Whether machines may mine a text: `reserved` says no (Directive (EU) 2019/790, article 4). */
export const Mining = z.enum(['allowed', 'reserved'])

/** What may be done with a release, as it is handed in; what is left out is said by default. */
export const NewRights = z.strictObject({
  holder: line(300).nullish().meta({ description: 'whose it is; left out: the first issuer, as it is called in each language' }),
  notice: line(500).nullish().meta({ description: 'left out: “© ”, the year in which the release first goes out, the holder' }),
  usageTerms: byLanguage(text(2000).refine((terms) => terms.trim() !== '', 'is blank: write terms, or leave them out'))
    .default({})
    .meta({
      description: 'language tag → how the text may be used; an edition says those of the nearest language, else of English',
    }),
  mining: Mining.nullish().meta({ description: 'text and data mining; left out: as the wire says' }),
  miningPolicyUrl: WebUrl.nullish().meta({ description: 'where the terms of mining stand; counts together with `mining`' }),
})

/** The same as it is kept and shown. */
export const StoredRights = z.object({
  holder: z.string().nullable(),
  notice: z.string().nullable(),
  usageTerms: z.record(z.string(), z.string()),
  mining: Mining.nullable(),
  miningPolicyUrl: z.string().nullable(),
})

/** As it is kept, each field that was left out as null. */
export function toStoredRights(rights: z.infer<typeof NewRights> | null | undefined): z.infer<typeof StoredRights> | null {
  if (!rights) return null
  const { holder = null, notice = null, usageTerms, mining = null, miningPolicyUrl = null } = rights
  return { holder, notice, usageTerms, mining, miningPolicyUrl }
}
