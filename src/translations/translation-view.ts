import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { Id } from '../ids.ts'
import { compareFigures } from '../languages/figures/compare.ts'
import { compareNames } from '../languages/figures/names.ts'
import { readWithin } from '../languages/figures/within.ts'
import { fields, findChanges } from './changes.ts'
import { Failure } from './failure.ts'
import { paragraphsOf, readableText, TranslatedText } from './translated-text.ts'
import { type SavedTranslation, TranslationState } from './translation.ts'
import { summaryExample, viewExample } from './translation-example.ts'

const at = z.iso.datetime()

/** A translation in short, without texts. */
export const TranslationSummary = z
  .object({
    id: Id,
    releaseId: Id,
    version: z.int(),
    language: z.string(),
    sourceLanguage: z.string(),
    state: TranslationState,
    stale: z.boolean().meta({ description: 'the source says something else than what was translated' }),
    provider: z.string().nullable().meta({ description: 'the machine that drafts it; null: people do' }),
    machine: z.boolean().meta({ description: 'the present draft is a machine’s' }),
    requestedBy: z.string(),
    draftedBy: z.string().nullable(),
    reviewedBy: z.string().nullable(),
    dueAt: at.nullable(),
    failure: z
      .object({
        reason: z.string(),
        detail: z.string(),
        at,
        since: at.meta({ description: 'since when for this reason' }),
        tries: z.int().meta({ description: 'how often the provider was asked in vain' }),
      })
      .nullable()
      .meta({ description: 'why the provider has drafted nothing yet; with `nextTryAt` null: it was given up' }),
    nextTryAt: at
      .nullable()
      .meta({ description: 'when the provider is asked; null: not again, unless somebody says so by PUT …/provider' }),
    createdAt: at,
    updatedAt: at,
  })
  .meta({ id: 'TranslationSummary', example: summaryExample })

const TextView = TranslatedText.omit({ place: true }).extend({ dateline: z.object({ place: z.string() }).nullable() })
const passage = z.string().nullable()

/** A translation with source and draft side by side. */
export const TranslationView = TranslationSummary.extend({
  source: TextView.meta({ description: 'what was translated; while there is no draft, what is to be' }),
  draft: TextView.nullable(),
  paragraphs: z
    .array(z.object({ source: passage, draft: passage }))
    .meta({ description: 'both bodies as plain text, by their places; null where one has fewer' }),
  changes: z
    .array(z.object({ field: z.enum(fields), before: passage, after: passage }))
    .meta({ description: 'how the source has changed since; of a body the paragraphs that differ' }),
  glossary: z.array(z.string()).meta({ description: 'names of the issuers, to be written as they are' }),
  lostNames: z.array(z.string()).meta({ description: 'those that the machine has lost' }),
  missingNames: z
    .array(z.object({ name: z.string(), passage: z.string() }))
    .meta({ description: 'those that the draft lacks, and where the source has them' }),
  figures: z
    .array(z.object({ kind: z.string(), what: z.enum(['missing', 'extra', 'different']), source: passage, draft: passage }))
    .meta({ description: 'numbers, sums, dates and tickers that the two do not share' }),
}).meta({ id: 'Translation', example: viewExample })

export type TranslationView = z.infer<typeof TranslationView>

/** A row without its texts. */
type Kept = Omit<Prisma.TranslationModel, 'source' | 'draft'>

/** A translation in a list. */
export function toTranslationSummary({
  row,
  state,
  stale,
}: Pick<SavedTranslation, 'state' | 'stale'> & { row: Kept }): z.infer<typeof TranslationSummary> {
  return {
    id: row.id,
    releaseId: row.releaseId,
    version: row.versionNumber,
    language: row.language,
    sourceLanguage: row.sourceLanguage,
    state,
    stale,
    provider: row.provider,
    machine: row.machine,
    requestedBy: row.requestedBy,
    draftedBy: row.draftedBy,
    reviewedBy: row.reviewedBy,
    ...timesOf(row),
  }
}

function timesOf(row: Kept) {
  const failure = Failure.nullable().parse(row.failure)
  return {
    dueAt: row.dueAt?.toISOString() ?? null,
    failure: failure && { ...failure, tries: row.tries },
    nextTryAt: row.nextTryAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

/** A translation as it is shown. */
export function toTranslationView(translation: SavedTranslation): TranslationView {
  const { row, draft, present, stale } = translation
  const source = draft ? translation.source : (present.source?.text ?? translation.source)
  const [ours, theirs] = [paragraphsOf(source), draft ? paragraphsOf(draft) : []]
  const longer = ours.length > theirs.length ? ours : theirs
  return {
    ...toTranslationSummary(translation),
    source: toTextView(source),
    draft: draft ? toTextView(draft) : null,
    paragraphs: longer.map((_, n) => ({ source: ours[n] ?? null, draft: theirs[n] ?? null })),
    changes: stale ? findChanges(translation.source, present.source?.text) : [],
    glossary: present.glossary,
    lostNames: row.lostNames,
    ...(draft ? compareTexts(translation, source, draft) : { missingNames: [], figures: [] }),
  }
}

/** What is to be translated, as it is kept. */
export function sourceOf({ source: { dateline, ...rest } }: TranslationView): TranslatedText {
  return { ...rest, place: dateline?.place ?? null }
}

function toTextView({ place, ...rest }: TranslatedText): z.infer<typeof TextView> {
  return { ...rest, dateline: place === null ? null : { place } }
}

function compareTexts({ row, present }: SavedTranslation, source: TranslatedText, draft: TranslatedText) {
  const [ours, theirs] = [readableText(source), readableText(draft)]
  const [figures, drafted] = [readWithin(ours, row.sourceLanguage), readWithin(theirs, row.language)]
  const mismatches = figures && drafted ? compareFigures(figures, drafted) : []
  return {
    missingNames: compareNames(ours, theirs, present.glossary).map(({ name, passage }) => ({ name, passage })),
    figures: mismatches.map(({ kind, what, source, target }) => ({
      kind,
      what,
      source: source?.passage ?? null,
      draft: target?.passage ?? null,
    })),
  }
}
