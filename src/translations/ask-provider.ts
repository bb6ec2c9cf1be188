import type { AnyDb } from '../db/client.ts'
import { Problem } from '../problem.ts'
import { readBoilerplates } from '../releases/boilerplate.ts'
import type { Refusal, Text, Translator } from '../translators/translator.ts'
import { NewDraft, sanitiseDraft } from './new-draft.ts'
import type { Present } from './present.ts'
import type { TranslatedText } from './translated-text.ts'

/** A draft that a machine has made, and the names that are lost in it. */
export type MachineDraft = { ok: true; text: TranslatedText; lostNames: string[] }

type Pair = { source: string; target: string }

/**
 * Has a text translated. Names of the glossary stay as they are. Where the issuers have a boilerplate of their own in the language,
 * that is taken.
 *
 * @param signal ends it, as `timeout`
 */
export async function askProvider(
  { db, translator }: { db: AnyDb; translator: Translator },
  { glossary, issuerIds }: Pick<Present, 'glossary' | 'issuerIds'>,
  { text, pair }: { text: TranslatedText; pair: Pair },
  signal: AbortSignal,
): Promise<MachineDraft | Refusal> {
  const own = text.boilerplate === null ? null : (await readBoilerplates(db, issuerIds))(pair.target)
  const asked = toTexts(own === null ? text : { ...text, boilerplate: null })
  const texts = asked.map(([, one]) => one)
  const answer = await translator.translate({ ...pair, texts, keep: glossary }, signal)
  if (!answer.ok) return answer
  const translated = Object.fromEntries(asked.map(([field], at) => [field, answer.texts[at]]))
  return toDraft({ boilerplate: own, ...translated }, pair.target, answer.lostNames)
}

function toTexts({ headline, subheadline, place, body, summary, boilerplate, deskNote }: TranslatedText): [string, Text][] {
  const lines = Object.entries({ headline, subheadline, place, summary, boilerplate, deskNote }).flatMap(
    ([field, content]): [string, Text][] => (content === null ? [] : [[field, { kind: 'text', content }]]),
  )
  return [...lines, ['body', { kind: 'html', content: body.html }]]
}

/** What came back is read as strictly as what a person hands in. */
async function toDraft(
  { body, place, ...lines }: Record<string, string | null | undefined>,
  language: string,
  lostNames: string[],
): Promise<MachineDraft | Refusal> {
  const draft = NewDraft.safeParse({
    ...lines,
    dateline: place === undefined ? null : { place },
    body: { format: 'html', content: body },
  })
  if (!draft.success) return garbled(draft.error.issues[0]?.message ?? '')
  try {
    const text = await sanitiseDraft(draft.data, language)
    return { ok: true, text: { ...text, boilerplate: text.boilerplate ?? null }, lostNames }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return garbled(error.detail)
  }
}

function garbled(what: string): Refusal {
  return { ok: false, reason: 'garbled', detail: `What came back is no edition: ${what}`.slice(0, 400) }
}
