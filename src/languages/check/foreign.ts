import { detectable, detectLanguage, takenFor } from '../detect/detect.ts'
import { cutIntoPassages } from './passages.ts'

/** A passage that seems to be in another language than its text. */
export type Foreign = {
  /** as it begins, at most 200 characters */
  passage: string
  /** what it seems to be in */
  language: string
  /** all of it */
  text: string
}

/** Of how many letters something may be told, and how certain that must be: of a headline more certain than of a page. */
type Bounds = { letters: number; certainty: number }

const prose: Bounds = { letters: 60, certainty: 0.8 }
const line: Bounds = { letters: 20, certainty: 0.95 }
const shownAtMost = 200

/**
 * Finds what of a text is in another language than its tag says: paragraphs that were left in another, or all of it. Neighbours in one
 * language are one passage.
 *
 * @param tag canonical
 * @param paragraphs in their order
 * @returns nothing for a language that nobody here can tell
 */
export function findForeign(tag: string, paragraphs: readonly string[]): Foreign[] {
  const found: Foreign[] = []
  let last: Foreign | undefined
  for (const passage of cutIntoPassages(paragraphs)) {
    const language = foreignIn(tag, passage, prose)
    if (language === undefined) last = undefined
    else if (last?.language === language) last.text += `\n${passage}`
    else {
      last = { passage: shorten(passage), language, text: passage }
      found.push(last)
    }
  }
  return found
}

/** The same for a headline: there is less to tell by, so it is doubted only where it could hardly be true. */
export function findForeignLine(tag: string, text: string): Foreign[] {
  const language = foreignIn(tag, text, line)
  return language === undefined ? [] : [{ passage: shorten(text), language, text }]
}

function foreignIn(tag: string, text: string, { letters, certainty }: Bounds): string | undefined {
  if (!detectable(tag)) return undefined
  const detected = detectLanguage(text)
  if (!detected || detected.letters < letters || detected.certainty < certainty) return undefined
  return isSame(tag, detected.language) ? undefined : detected.language
}

function isSame(tag: string, detected: string): boolean {
  const [base = '', script] = tag.split('-')
  const [found, form] = detected.split('-')
  if ((takenFor[base] ?? base) !== found) return false
  // Chinese alone is either; a script names one.
  return form === undefined || (script !== 'Hans' && script !== 'Hant') || script === form
}

function shorten(passage: string): string {
  const characters = [...passage]
  return characters.length <= shownAtMost ? passage : `${characters.slice(0, shownAtMost - 1).join('')}…`
}
