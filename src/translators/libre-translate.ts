import { z } from 'zod'
import { type Ask, draft } from './draft.ts'
import type { Trouble } from './libre-answer.ts'
import { askLibre, type Libre, type Question } from './libre-ask.ts'
import { findCodes, LibreLanguages, toPairs } from './libre-languages.ts'
import type { Provider, ProviderDeps } from './provider.ts'
import type { Refusal, Translation, TranslationRequest, Translator } from './translator.ts'

/**
 * LibreTranslate, by its HTTP API: `GET /languages`, `GET /frontend/settings`, `POST /translate`.
 * https://github.com/LibreTranslate/LibreTranslate, `libretranslate/app.py`
 */
export const libreTranslate: Provider = {
  key: 'libretranslate',
  open: (deps, { libreTranslateUrl: url, libreTranslateApiKey: apiKey }) =>
    url === undefined ? undefined : openLibreTranslate(deps, { url, apiKey }),
}

/** How much is asked for at once, and for how long it is waited. */
export type LibreBounds = {
  /** UTF-16 units in one text; the server's own limit counts where it is lower */
  maxCharacters: number
  /** for one request; the connection itself waits for 60 seconds at most */
  requestMs: number
  /** for all texts of a translation together, with every wait */
  deadlineMs: number
}

const usualBounds: LibreBounds = { maxCharacters: 2_000, requestMs: 55_000, deadlineMs: 15 * 60_000 }

/**
 * UTF-16 units and texts in one request. Of an answer 64 KiB are read, and LibreTranslate writes every character that is not ASCII
 * as six bytes: a translation may be twice as long as its text.
 */
const maxRequestCharacters = 4_000
const maxRequestTexts = 25

/** Opens a server of LibreTranslate. Nothing is asked of it yet. */
export function openLibreTranslate(deps: ProviderDeps, libre: Libre, given: Partial<LibreBounds> = {}): Translator {
  const bounds = { ...usualBounds, ...given }
  const begin = (signal: AbortSignal): Call => {
    const within = AbortSignal.any([signal, AbortSignal.timeout(bounds.deadlineMs)])
    return { bounds, ask: (question) => askLibre(deps, libre, { ...question, requestMs: bounds.requestMs }, within) }
  }
  return {
    key: libreTranslate.key,
    languages: async (signal) => {
      const languages = await begin(signal).ask(languagesQuestion)
      return 'refusal' in languages ? languages.refusal : { ok: true, pairs: toPairs(languages.value) }
    },
    translate: (request, signal) => translate(begin(signal), request),
  }
}

const languagesQuestion = { path: '/languages', schema: LibreLanguages }
const settingsQuestion = { path: '/frontend/settings', schema: z.object({ charLimit: z.int() }) }

/** Everything that is asked for one call. */
type Call = {
  bounds: LibreBounds
  ask<T>(question: Omit<Question<T>, 'requestMs'>): Promise<{ value: T } | Trouble>
}

async function translate({ bounds, ask }: Call, request: TranslationRequest): Promise<Translation | Refusal> {
  const [languages, settings] = await Promise.all([ask(languagesQuestion), ask(settingsQuestion)])
  if ('refusal' in languages) return languages.refusal
  const codes = findCodes(languages.value, request)
  if (!codes) {
    const detail = `LibreTranslate at LIBRETRANSLATE_URL does not translate from ${request.source} into ${request.target}`
    return { ok: false, reason: 'language-pair', detail }
  }
  // A server that hides its settings may still say its limit when it is broken.
  const said = 'value' in settings && settings.value.charLimit > 0 ? settings.value.charLimit : Number.POSITIVE_INFINITY
  const limits = { characters: Math.min(bounds.maxCharacters, said), texts: maxRequestTexts }
  const inBundles: Ask = (format, texts) => askInBundles({ bounds, ask }, { texts, format, codes, limits })
  const before = limits.characters
  const first = await draft(request, { ask: inBundles, limit: before })
  // A key may have a limit of its own, lower than what the settings say.
  return limits.characters < before ? draft(request, { ask: inBundles, limit: limits.characters }) : first
}

type Order = {
  texts: string[]
  format: 'text' | 'html'
  codes: { source: string; target: string }
  /** lowered where the server says so */
  limits: { characters: number; texts: number }
}

/** One request after the other: whoever asks for everything at once is refused by limits, and waits no shorter. */
async function askInBundles({ ask }: Call, { texts, format, codes, limits }: Order): Promise<string[] | Refusal> {
  const translated: string[] = []
  while (translated.length < texts.length) {
    const bundle = takeBundle(texts, translated.length, limits.texts)
    const schema = z.object({ translatedText: z.array(z.string()).length(bundle.length) })
    const body = { q: bundle, ...codes, format, alternatives: 0 }
    const answer = await ask({ path: '/translate', body, texts: bundle.length, schema })
    if ('value' in answer) translated.push(...answer.value.translatedText)
    else if (!lowerLimits(limits, bundle.length, answer)) return answer.refusal
  }
  return translated
}

function takeBundle(texts: readonly string[], from: number, maxTexts: number): string[] {
  let characters = 0
  let to = from
  for (; to < texts.length && to - from < maxTexts; to += 1) {
    characters += texts[to]?.length ?? 0
    if (to > from && characters > maxRequestCharacters) break
  }
  return texts.slice(from, to)
}

/** @returns whether it is worth asking again at once, in smaller bundles */
function lowerLimits(limits: Order['limits'], texts: number, { exceeds, allows = 0 }: Trouble): boolean {
  const most = exceeds?.size === texts ? exceeds.limit : allows
  if (most > 0 && most < texts) {
    limits.texts = most
    return true
  }
  if (exceeds && exceeds.limit > 0) limits.characters = Math.min(limits.characters, exceeds.limit)
  return false
}
