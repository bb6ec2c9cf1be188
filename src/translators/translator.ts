/** A text to be translated. HTML is the subset of docs/html.md; of plain text every line is a paragraph. */
export type Text = { kind: 'text' | 'html'; content: string }

/** What is to be translated. `source` and `target` are canonical BCP 47 tags (languages/language.ts). */
export type TranslationRequest = {
  source: string
  target: string
  texts: readonly Text[]
  /** names that must come out as they went in, such as an issuer's glossary: case matters, whole words where words have spaces */
  keep: readonly string[]
}

/**
 * Why there is no translation. `detail` is for people: what to do next, no secret, at most 400 characters.
 *
 * - `unavailable`: nobody answers there, or only with errors; later it may work
 * - `quota`: we asked for more than we may; `retryAfterMs` tells when it may work again
 * - `refused-key`: the key is missing, or wrong
 * - `language-pair`: the provider does not translate from this language into that one
 * - `too-long`: the provider takes less than what cannot be cut smaller
 * - `garbled`: what came back is no answer to what was asked
 * - `timeout`: time was over before the last text was translated
 */
export type Refusal = {
  ok: false
  reason: 'unavailable' | 'quota' | 'refused-key' | 'language-pair' | 'too-long' | 'garbled' | 'timeout'
  detail: string
  retryAfterMs?: number
}

/** One text for each that was asked for, in that order. */
export type Translation = {
  ok: true
  texts: string[]
  /** names of `keep` that stand less often in a translation than in its text, each once: for an editor to put right */
  lostNames: string[]
}

/** From one language into others: canonical tags. */
export type Pairs = { source: string; targets: string[] }

/** A provider that drafts translations. What goes wrong at the far side is a value, never an exception. */
export type Translator = {
  key: string
  /** @returns what the provider can do at this moment, which is asked of it anew */
  languages(signal: AbortSignal): Promise<{ ok: true; pairs: Pairs[] } | Refusal>
  /**
   * Drafts translations. Markup comes back as it went in: the same elements with the same attributes, in the same order and
   * nesting; white space at the ends of texts stays. Alternative texts of pictures are translated, addresses, `code` and what
   * has `translate="no"` never.
   *
   * @param signal ends it wherever it is, as `timeout`; nothing of it is returned then
   */
  translate(request: TranslationRequest, signal: AbortSignal): Promise<Translation | Refusal>
}
