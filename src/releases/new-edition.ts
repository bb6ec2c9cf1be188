import { z } from 'zod'
import { LanguageTag } from '../languages/language.ts'
import { line, text } from './text.ts'
import { WebUrl } from './web-url.ts'

// Some thirty thousand words. What a body costs to read grows with it.
const maxBodyCharacters = 200_000

/** A body as it is handed in. Whether it says anything shows only once it is sanitised. */
const Body = z.strictObject({
  format: z.enum(['html', 'markdown', 'text']),
  content: text(maxBodyCharacters),
})

/** A version in one language, as it is handed in. */
export const NewEdition = z.strictObject({
  language: LanguageTag,
  headline: line(300).refine(
    (text) => /[\p{L}\p{N}]/u.test(text),
    'says nothing in words: write a headline that can be read aloud',
  ),
  subheadline: line(500).nullish(),
  dateline: z
    .strictObject({ place: line(100) })
    .nullish()
    .meta({ description: 'where it is from; needed at submission where the source is the issuer' }),
  body: Body,
  summary: text(2000).nullish(),
  boilerplate: text(10_000).nullish().meta({
    description: 'about the issuer, a paragraph per line. Left out: the issuer’s own in this language, as it is now. null: none',
  }),
  deskNote: text(1000)
    .refine((note) => note.trim() !== '', 'is blank: write a note, or leave it out')
    .nullish()
    .meta({ description: 'for the desks of outlets, as plain text: it is sent with the story, and is not for print' }),
  canonicalUrl: WebUrl.nullish().meta({ description: 'where the issuer shows this text itself' }),
})

export type NewEdition = z.infer<typeof NewEdition>
