import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { parseMarkup } from '../formats/markup.ts'
import { toParagraphs } from '../formats/text.ts'
import { canonicalJson, sha256 } from '../ids.ts'

const BodyFormat = z.enum(['html', 'markdown', 'text'])

/** What of an edition is translated, as it is kept: of the source, and of the draft. `html` is the subset of docs/html.md. */
export const TranslatedText = z.object({
  headline: z.string(),
  subheadline: z.string().nullable(),
  place: z.string().nullable(),
  body: z.object({ format: BodyFormat, content: z.string(), html: z.string() }),
  summary: z.string().nullable(),
  boilerplate: z.string().nullable(),
  // What was kept before there were any has none.
  deskNote: z.string().nullable().default(null),
})

export type TranslatedText = z.infer<typeof TranslatedText>

/** What of a saved edition is translated. */
export function toTranslatedText(row: Prisma.EditionModel): TranslatedText {
  const { headline, subheadline, place, bodyFormat, bodySource, bodyHtml, summary, boilerplate, deskNote } = row
  const body = { format: BodyFormat.parse(bodyFormat), content: bodySource, html: bodyHtml }
  return { headline, subheadline, place, body, summary, boilerplate, deskNote }
}

/** SHA-256 of what of a text is read: another layout of the same HTML is no change. */
export function hashText({ body, deskNote, ...rest }: TranslatedText): Uint8Array<ArrayBuffer> {
  // What is not there is not in it: the hashes of texts that were kept before there were notes stay what they are.
  const note = deskNote === null ? {} : { deskNote }
  return sha256(canonicalJson({ ...rest, ...note, html: body.html }))
}

/** The body as paragraphs of plain text. */
export function paragraphsOf({ body }: TranslatedText): string[] {
  return toParagraphs(parseMarkup(body.html))
}

/** All that a reader of it sees, without what only one language may have. */
export function readableText(text: TranslatedText): string {
  return [text.headline, text.subheadline ?? '', ...paragraphsOf(text)].join('\n')
}
