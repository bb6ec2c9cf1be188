import learned from './trigrams.json' with { type: 'json' }
import { countTrigrams, wordsOf } from './words.ts'

/** What a trigram says that none of the learned ones of a language is: rarer than the rarest. */
const floor = -10

/** What a language that a wire speaks has in advance before others: it is likelier to be met. In natural logarithms. */
const advance = 4

type Known = { tags: string[]; weights: Map<string, Float32Array> }

const known = new Map<string, Known>()

/** A language, and how well a text fits it: natural logarithms, to be compared with those of the others alone. */
export type Fit = { language: string; score: number }

/**
 * How well a text fits each language of a script by its trigrams (a naive Bayes classifier), the best first.
 *
 * @param script ISO 15924
 * @param favoured languages that are likelier than others
 */
export function fitTrigrams(text: string, script: string, favoured: ReadonlySet<string>): Fit[] {
  const { tags, weights } = load(script)
  const scores = Float64Array.from(tags, (tag) => (favoured.has(tag) ? advance : 0))
  for (const [trigram, count] of countTrigrams(wordsOf(text))) {
    const row = weights.get(trigram)
    if (!row) continue
    for (let n = 0; n < row.length; n++) scores[n] = (scores[n] ?? 0) + (row[n] ?? 0) * count
  }
  return tags.map((language, n) => ({ language, score: scores[n] ?? 0 })).sort((a, b) => b.score - a.score)
}

/** Whether there are trigrams of a language in a script (ISO 15924). */
export function isLearned(language: string, script: string): boolean {
  return Object.entries(learned).some(([name, ofScript]) => name === script && language in ofScript)
}

/** Each trigram with what it weighs for each language, above the floor. Read once, when it is first asked for. */
function load(script: string): Known {
  const found = known.get(script)
  if (found) return found
  const ofScript: Record<string, Record<string, string>> = Object.entries(learned).find(([name]) => name === script)?.[1] ?? {}
  const tags = Object.keys(ofScript)
  const weights = new Map<string, Float32Array>()
  for (const [n, tag] of tags.entries()) {
    for (const [rarity, trigrams] of Object.entries(ofScript[tag] ?? {})) {
      const characters = [...trigrams]
      for (let at = 0; at < characters.length; at += 3) {
        const trigram = characters.slice(at, at + 3).join('')
        const row = weights.get(trigram) ?? new Float32Array(tags.length)
        row[n] = -Number(rarity) / 2 - floor
        weights.set(trigram, row)
      }
    }
  }
  const loaded = { tags, weights }
  known.set(script, loaded)
  return loaded
}
