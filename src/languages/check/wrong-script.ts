import { countScripts, lettersOf } from '../detect/scripts.ts'
import { scriptOf } from '../language.ts'

/** Fewer letters may be no more than names, in whatever script. */
const fewLetters = 40
/** Fewer than these say nothing at all. */
const hardlyAny = 20

/** A text has at least such a share of letters of its own script, however many names and terms of others it quotes. */
const ownShare = 0.1

/**
 * Whether a text is in a script that its language is not written in: English under an Arabic tag.
 *
 * @param tag canonical
 * @returns the script (ISO 15924) that it should have and the one that it has, undefined where all is well or too little is said
 */
export function findWrongScript(tag: string, text: string): OtherScript | undefined {
  const { all, own, scripts } = countLetters(tag, text)
  return all < fewLetters || own >= all * ownShare ? undefined : scripts
}

/**
 * Whether a text that is too short to be refused has not one letter of its script: a sentence that was left in English, or names alone.
 *
 * @returns as findWrongScript
 */
export function findNoneOfScript(tag: string, text: string): OtherScript | undefined {
  const { all, own, scripts } = countLetters(tag, text)
  return all < hardlyAny || all >= fewLetters || own > 0 ? undefined : scripts
}

/** ISO 15924: what a text should be written in, and what most of it is written in. */
type OtherScript = { wanted: string; found: string }

function countLetters(tag: string, text: string): { all: number; own: number; scripts: OtherScript | undefined } {
  const counts = countScripts(text)
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const wanted = scriptOf(tag)
  const own = lettersOf(wanted).reduce((sum, script) => sum + (counts.get(script) ?? 0), 0)
  const [found = 'Zyyy'] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? []
  return { all, own, scripts: found === 'Zyyy' ? undefined : { wanted, found } }
}

/** What a script is called in English: `Arabic`. */
export function scriptName(script: string): string {
  return new Intl.DisplayNames(['en'], { type: 'script' }).of(script) ?? script
}
