import { z } from 'zod'
import { byLanguage } from '../accounts/by-language.ts'
import { Id } from '../ids.ts'
import { line, refuseRepeats, text } from './text.ts'

const maxUrl = 2000

const words = {
  credit: line(300).nullish().meta({ description: 'whose it is, in every language the same: `Photo: Lena Ortiz / Acme`' }),
  captions: byLanguage(text(2000)).default({}).meta({ description: 'language tag → what it shows, under the picture' }),
  alternativeTexts: byLanguage(text(1000))
    .default({})
    .meta({ description: 'language tag → what is seen, for who cannot see it' }),
}

/** A file or a video of a release, as the release names it. */
const NewAttachment = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), id: Id.meta({ description: 'of POST /v1/attachments' }), ...words }),
  z.strictObject({
    kind: z.literal('video'),
    url: z
      .url({ protocol: /^https$/, error: 'must be a full https address, of a page with the video or of the video itself' })
      .max(maxUrl)
      .refine((url) => URL.parse(url)?.username === '' && URL.parse(url)?.password === '', 'must not carry a user or a password'),
    ...words,
  }),
])

/** The files and videos of a release, in the order in which they are shown: each once. */
export const NewAttachments = z
  .array(NewAttachment)
  .max(20)
  .superRefine(refuseRepeats((attachment) => (attachment.kind === 'file' ? attachment.id : attachment.url)))
