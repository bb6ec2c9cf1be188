import { countScripts, lettersOf } from '../detect/scripts.ts'
import { scriptOf } from '../language.ts'

/** Fewer letters are a name or two, in whatever script. */
const fewLetters = 40

/** A text has at least such a share of letters of its own script, however many names and terms of others it quotes. */
const ownShare = 0.1

/**
 * Whether a text is in a script that its language is not written in: English under an Arabic tag.
 *
 * @param tag canonical
 * @returns the script (ISO 15924) that it should have and the one that it has, undefined where all is well or too little is said
 */
export function findWrongScript(tag: string, text: string): { wanted: string; found: string } | undefined {
  const counts = countScripts(text)
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const wanted = scriptOf(tag)
  const own = lettersOf(wanted).reduce((sum, script) => sum + (counts.get(script) ?? 0), 0)
  if (all < fewLetters || own >= all * ownShare) return undefined
  const [found = 'Zyyy'] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? []
  return found === 'Zyyy' ? undefined : { wanted, found }
}

/** What a script is called in English: `Arabic`. */
export function scriptName(script: string): string {
  return new Intl.DisplayNames(['en'], { type: 'script' }).of(script) ?? script
}
