import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { lengthOf } from './length-of.ts'
import { StoredWarning, WarningView } from './warning.ts'

const BodyFormat = z.enum(['html', 'markdown', 'text'])
const Warnings = z.array(StoredWarning)

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
  deskNote: z.string().nullable(),
  canonicalUrl: z.string().nullable(),
  machineTranslated: z.boolean().meta({ description: 'a machine translated the body, and what goes out says so' }),
  length: z
    .object({ unit: z.enum(['words', 'characters']), count: z.int() })
    .meta({ description: 'of the body, as the market of the language counts' }),
  warnings: z.array(WarningView).meta({ description: 'what is doubted of the text; it stays until an editor accepts it' }),
})

export type EditionView = z.infer<typeof EditionView>

/** A row as it is shown. */
export function toEditionView(
  row: Prisma.EditionModel,
  { removed, accepted = [] }: { removed?: string[] | undefined; accepted?: readonly Prisma.AcceptedWarningModel[] } = {},
): EditionView {
  const body = { format: BodyFormat.parse(row.bodyFormat), content: row.bodySource, html: row.bodyHtml }
  return {
    language: row.language,
    headline: row.headline,
    subheadline: row.subheadline,
    dateline: row.place === null ? null : { place: row.place },
    body: removed ? { ...body, removed } : body,
    summary: row.summary,
    boilerplate: row.boilerplate,
    deskNote: row.deskNote,
    canonicalUrl: row.canonicalUrl,
    machineTranslated: row.machineTranslated,
    length: lengthOf(row),
    warnings: Warnings.parse(row.warnings).map((warning) => ({ ...warning, accepted: answerTo(warning, row, accepted) })),
  }
}

function answerTo(
  { key }: StoredWarning,
  { language }: Prisma.EditionModel,
  accepted: readonly Prisma.AcceptedWarningModel[],
): WarningView['accepted'] {
  const answer = accepted.find((one) => one.key === key && one.language === language)
  return answer ? { reason: answer.reason, by: answer.actor, at: answer.acceptedAt.toISOString() } : null
}
