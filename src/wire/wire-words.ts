import { isolateIn } from '../languages/characters.ts'
import { fillPhrase, type Phrases } from '../languages/house.ts'
import { houseOf } from '../languages/houses.ts'
import { lookupChain } from '../languages/language.ts'
import type { WireView } from './wire.ts'

/** What the phrases of a wire depend on. */
export type Wording = Pick<WireView, 'name' | 'url' | 'phrases'>

/**
 * What the wire says around a text: each phrase as the wire words it for the language or the nearest one on its lookup
 * chain (RFC 4647 §3.4), else as the house does; its name and address are filled in.
 *
 * @param language canonical tag
 */
export function wireWords(wire: Wording, language: string): Phrases {
  const { phrases, direction } = houseOf(language)
  const words = { ...phrases, ...ownWords(wire, language) }
  const values = { wire: isolateIn(direction, wire.name), url: isolateIn(direction, wire.url) }
  const filled = Object.entries(words).map(([key, phrase]) => [key, fillPhrase(phrase, values)])
  return { ...words, ...Object.fromEntries(filled) }
}

/** What of it are the wire's own words, not filled in. */
export function ownWords({ phrases }: Pick<WireView, 'phrases'>, language: string): Partial<Phrases> {
  // The narrowest comes last, and so counts.
  return Object.assign(
    {},
    ...lookupChain(language)
      .map((tag) => phrases[tag] ?? {})
      .reverse(),
  )
}
