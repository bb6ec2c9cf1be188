import { z } from 'zod'
import { NewEdition } from '../releases/new-edition.ts'
import { sanitiseBodies } from '../releases/sanitise-bodies.ts'
import type { TranslatedText } from './translated-text.ts'

/** A draft as it is handed in: an edition, whose language the translation knows. */
export const NewDraft = NewEdition.omit({ language: true, canonicalUrl: true })
  .extend({
    machine: z.boolean().default(false).meta({ description: 'true where the text is still a machine’s: what goes out says so' }),
  })
  .meta({
    id: 'NewDraft',
    example: {
      headline: 'ACME Energy eröffnet ein Solarkraftwerk',
      dateline: { place: 'Dubai' },
      body: { format: 'html', content: '<p>ACME Energy hat die Station heute eröffnet.</p>' },
    },
  })

export type NewDraft = z.infer<typeof NewDraft>

/** A draft with its body as it is kept; its boilerplate is left out where the issuer's own is meant. */
export type SanitisedDraft = Omit<TranslatedText, 'boilerplate'> & { boilerplate: string | null | undefined }

/**
 * Reads the body of a draft into the subset of docs/html.md.
 *
 * @throws empty-body, invalid, wrong-script
 */
export async function sanitiseDraft(draft: NewDraft, language: string): Promise<SanitisedDraft> {
  const [edition] = await sanitiseBodies([{ ...draft, language }], () => '/body/content')
  if (!edition) throw new Error('One edition was given, and none came back')
  const { headline, subheadline = null, dateline, body, sanitised, summary = null, boilerplate, deskNote = null } = edition
  return {
    headline,
    subheadline,
    place: dateline?.place ?? null,
    body: { ...body, html: sanitised.html },
    summary,
    boilerplate,
    deskNote,
  }
}
