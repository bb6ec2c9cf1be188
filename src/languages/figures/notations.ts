import { findNearest } from '../language.ts'
import { type Lexicon, toLexicon } from './lexicon.ts'
import { arabic } from './notation/ar.ts'
import { german } from './notation/de.ts'
import { english } from './notation/en.ts'
import { spanish } from './notation/es.ts'
import { french } from './notation/fr.ts'
import { indonesian } from './notation/id.ts'
import { japanese } from './notation/ja.ts'
import { korean } from './notation/ko.ts'
import { malay } from './notation/ms.ts'
import { brazilian, portuguese } from './notation/pt.ts'
import { russian } from './notation/ru.ts'
import { thai } from './notation/th.ts'
import { vietnamese } from './notation/vi.ts'
import { simplifiedChinese } from './notation/zh-hans.ts'
import { traditionalChinese } from './notation/zh-hant.ts'
import type { Notation } from './notation.ts'

/** The languages whose figures can be read in words as well as in digits. */
export const notations: readonly Notation[] = [
  english,
  korean,
  japanese,
  arabic,
  simplifiedChinese,
  traditionalChinese,
  vietnamese,
  thai,
  indonesian,
  malay,
  german,
  russian,
  french,
  spanish,
  portuguese,
  brazilian,
]

const byLanguage = new Map(notations.map((notation) => [notation.language, notation]))

/** What is read where nothing is known of the language: digits, signs and codes. */
const stranger: Notation = {
  language: '',
  borders: 'both',
  words: {},
  scales: {},
  // Turkish and Basque write %5.
  percentBefore: ['(?<!\\d[ \\u00a0]?)%'],
  percent: [],
  money: [],
  ranges: [],
  dates: ['<d> <m> <y>', '<m> <d>,? <y>'],
}

// Tags have no end, and each lexicon has its size.
const lexiconsAtMost = 64
const lexicons = new Map<string, Lexicon>()

/**
 * How figures are read in a language: by its own notation, that of the nearest language on its lookup chain, or a stranger's.
 *
 * @param tag canonical
 */
export function lexiconOf(tag: string): Lexicon {
  const ready = lexicons.get(tag)
  if (ready) return ready
  const notation = byLanguage.get(findNearest(tag, (link) => byLanguage.has(link)) ?? '')
  const lexicon = notation ? toLexicon(notation, tag, true) : toLexicon({ ...stranger, monthTags: [tag] }, tag, false)
  if (lexicons.size >= lexiconsAtMost) lexicons.clear()
  lexicons.set(tag, lexicon)
  return lexicon
}
