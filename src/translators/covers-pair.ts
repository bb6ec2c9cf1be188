import { findCodes } from './libre-languages.ts'
import type { Pairs } from './translator.ts'

/**
 * Whether a provider that can do these pairs translates from one language into another: the very tags, or what they fall back to.
 *
 * @param source canonical, as `target` is
 */
export function coversPair(pairs: readonly Pairs[], pair: { source: string; target: string }): boolean {
  const languages = pairs.map(({ source, targets }) => ({ code: source, targets }))
  return findCodes(languages, pair) !== undefined
}
