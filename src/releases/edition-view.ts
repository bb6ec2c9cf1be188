import { z } from 'zod'
import type { Prisma } from '../db/client.ts'

const BodyFormat = z.enum(['html', 'markdown', 'text'])

/** A version in one language, as it is shown. */
export const EditionView = z.object({
  language: z.string(),
  headline: z.string(),
  subheadline: z.string().nullable(),
  dateline: z.object({ place: z.string() }).nullable(),
  body: z.object({
    format: BodyFormat,
    content: z.string().meta({ description: 'exactly what was handed in' }),
    html: z.string().meta({ description: 'what is sent: the subset of HTML in docs/html.md' }),
    removed: z
      .array(z.string())
      .optional()
      .meta({ description: 'what was taken out of it, as selectors; only in the answer that saves it' }),
  }),
  summary: z.string().nullable(),
  boilerplate: z.string().nullable(),
})

export type EditionView = z.infer<typeof EditionView>

/** A row as it is shown. */
export function toEditionView(row: Prisma.EditionModel, removed?: string[]): EditionView {
  const body = { format: BodyFormat.parse(row.bodyFormat), content: row.bodySource, html: row.bodyHtml }
  return {
    language: row.language,
    headline: row.headline,
    subheadline: row.subheadline,
    dateline: row.place === null ? null : { place: row.place },
    body: removed ? { ...body, removed } : body,
    summary: row.summary,
    boilerplate: row.boilerplate,
  }
}
