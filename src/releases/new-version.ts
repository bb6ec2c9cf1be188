import { z } from 'zod'
import { LanguageTag } from '../languages/language.ts'
import { NewRelease } from './new-release.ts'
import { newReleaseExample } from './new-release-example.ts'
import { refuseRepeatedLanguages, text } from './text.ts'

const Reason = text(2000).refine((reason) => reason.trim() !== '', 'is blank: say why there is this version')

/** The next version of a release with another text: handed in as a release is, and a draft at first. */
const NewText = NewRelease.safeExtend({
  kind: z.enum(['update', 'correction']),
  reason: Reason.nullish().meta({ description: 'why there is it, for whoever reads the release here; it is not sent' }),
})

const Notice = z.strictObject({
  language: LanguageTag,
  text: text(2000).refine((notice) => notice.trim() !== '', 'is blank: say something, or leave it out'),
})

/** A kill: what went out is called back. It says what the wire says in each language, or what is given here. */
const NewKill = z.strictObject({
  kind: z.literal('kill'),
  reason: Reason.meta({ description: 'why, for whoever reads the release here; it is not sent' }),
  texts: z
    .array(Notice)
    .max(40)
    .superRefine(refuseRepeatedLanguages())
    .default([])
    .meta({ description: 'what the notice says, as plain text; left out: the wire’s own words in that language' }),
})

/** The next version of a release that went out. */
export const NewVersion = z.discriminatedUnion('kind', [NewText, NewKill]).meta({
  id: 'NewVersion',
  example: {
    ...newReleaseExample,
    kind: 'correction',
    reason: 'The station has 3 MW, not 30.',
    targets: [],
    releaseAt: null,
  },
})

export type NewVersion = z.infer<typeof NewVersion>
/** A kill as it is handed in. */
export type NewKill = z.infer<typeof NewKill>
