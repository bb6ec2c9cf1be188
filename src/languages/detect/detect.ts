import { houses } from '../houses.ts'
import { scriptOf } from '../language.ts'
import { countChineseForms } from './chinese.ts'
import { countMalayWords } from './malay.ts'
import { countScripts, lettersOf, onlyLanguageOf } from './scripts.ts'
import { type Fit, fitTrigrams, isLearned } from './trigrams.ts'
import { wordsOf } from './words.ts'

/** What a text seems to be written in. */
export type Detected = {
  /** `zh-Hans`, `zh-Hant` or a language without a script */
  language: string
  /**
   * from 0, where something else is as likely, to 1: of a headline less than of a page. What is below 0.5 is a guess.
   */
  certainty: number
  /** letters that were looked at; a character of Chinese or Japanese, and a syllable of Korean, counts for three */
  letters: number
}

const spoken: ReadonlySet<string> = new Set(houses.map(({ language }) => language))

/**
 * Tells the language of a text by its scripts, its trigrams, and for near twins by what only one of them has: characters of Chinese, words
 * of Malay. Figures, signs and addresses say nothing.
 *
 * @returns undefined where there are no letters, or of a script that nobody here reads
 */
export function detectLanguage(text: string): Detected | undefined {
  const told = text.replace(address, ' ')
  const counts = countScripts(told)
  const letters = [...counts].reduce((sum, [script, count]) => sum + count * (lettersIn[script] ?? 1), 0)
  const found = detectIn(told, counts)
  return found && { ...found, letters }
}

const lettersIn: Readonly<Record<string, number>> = { Hani: 3, Kana: 3, Hang: 3 }

/** Whether a text in this language could be told: those that share a script with others must have been learned. */
export function detectable(tag: string): boolean {
  const base = tag.split('-')[0] ?? ''
  const language = takenFor[base] ?? base
  const script = scriptOf(tag)
  return isLearned(language, script) || lettersOf(script).some((letters) => onlyLanguageOf(letters) === language)
}

/** Languages whose texts are taken for another's, and need not be told from it. */
export const takenFor: Readonly<Record<string, string>> = {
  no: 'nb',
  nn: 'nb',
  tl: 'fil',
  bs: 'hr',
  yue: 'zh',
  wuu: 'zh',
  nan: 'zh',
}

const address = /\b(?:https?:\/\/|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,255}/gu

/** One kana in so many characters makes a text Japanese: Chinese has none. */
const kanaShare = 0.05

function detectIn(text: string, counts: Map<string, number>): Omit<Detected, 'letters'> | undefined {
  const of = (script: string) => counts.get(script) ?? 0
  const han = of('Hani') + of('Kana')
  // Texts in other scripts carry Latin names, and hardly ever the other way round.
  const weigh = (script: string, count: number) => (script === 'Latn' ? 1 : 2) * count * (lettersIn[script] ?? 1)
  const weighed = [...counts].map(([script, count]): [string, number] => [script, weigh(script, count)])
  const [script, most] = weighed.sort(([, a], [, b]) => b - a)[0] ?? ['', 0]
  if (most === 0) return undefined
  if (script === 'Hani' || script === 'Kana') {
    if (of('Kana') > kanaShare * han) return { language: 'ja', certainty: 1 }
    return detectChinese(text)
  }
  const only = onlyLanguageOf(script)
  if (only) return { language: only, certainty: 1 }
  return detectByTrigrams(text, script)
}

function detectChinese(text: string): Omit<Detected, 'letters'> {
  const { simplified, traditional } = countChineseForms(text)
  const language = simplified >= traditional ? 'zh-Hans' : 'zh-Hant'
  return { language, certainty: certaintyOf(Math.abs(simplified - traditional)) }
}

/** One piece of evidence more on one side than on the other is a guess, five are hardly to be doubted. */
function certaintyOf(ahead: number): number {
  return 1 - 0.6 ** ahead
}

function detectByTrigrams(text: string, script: string): Omit<Detected, 'letters'> | undefined {
  const fits = fitTrigrams(text, script, spoken)
  const [first] = fits
  if (!first) return undefined
  if (isMalay(first.language)) {
    return detectMalay(text, fits)
  }
  return { language: first.language, certainty: fitCertainty(first.score - (fits[1]?.score ?? 0)) }
}

/** Each trigram that fits better adds to it; a lead of twelve is hardly ever wrong. */
function fitCertainty(lead: number): number {
  return 1 - Math.exp(-lead / 6)
}

function isMalay(language: string): boolean {
  return language === 'id' || language === 'ms'
}

/** How many units of the trigrams' a word of one of the lists counts for: they see what no list has. */
const perWord = 4

/** @param fits with neither Indonesian nor Malay behind what is neither */
function detectMalay(text: string, fits: Fit[]): Omit<Detected, 'letters'> {
  const scoreOf = (language: string) => fits.find((fit) => fit.language === language)?.score ?? 0
  const other = fits.find(({ language }) => !isMalay(language))
  const lead = (fits[0]?.score ?? 0) - (other?.score ?? 0)
  const { indonesian, malay } = countMalayWords(wordsOf(text))
  const ahead = indonesian - malay + (scoreOf('id') - scoreOf('ms')) / perWord
  return { language: ahead >= 0 ? 'id' : 'ms', certainty: Math.min(fitCertainty(lead), certaintyOf(Math.abs(ahead))) }
}
