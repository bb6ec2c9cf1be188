import { scriptOf } from './language.ts'

type Options = {
  /** canonical tag of the text: how its letters become small, and where its words end */
  language?: string
  /** what a text without letters and digits is called, and what follows a name that Windows keeps for itself; a slug itself */
  fallback?: string
  /** code points, at most */
  points?: number
  /** bytes in UTF-8, at most: a name of a file has 255, ending and all */
  bytes?: number
}

/**
 * What a headline is called in an address or as a file: its words in small letters with a hyphen between them, as one segment of a path
 * and as a name that Windows, macOS and Linux take. `Ärzte öffnen „Haus 3“` is `ärzte-öffnen-haus-3`.
 *
 * Letters, marks and digits stay, in every script. Nothing is transliterated: whoever reads the headline reads its slug, and no
 * spelling of 東京 or القدس in Latin letters is right in each of their languages. Forms that only print makes different are one (ＡＢＣ,
 * ﬁ, ﻻ). Capitals become small as the language has it. Of what nobody sees, joiners stay where they change a word; direction marks, soft
 * hyphens and selectors go.
 *
 * The slug of a slug is itself. What is too long ends with a word, where one ends in the second half, else with a whole character
 * as readers see it. Two headlines may have one slug: put an id beside it.
 *
 * Our own, since what is to be had turns everything into Latin letters (and some scripts into nothing), or drops marks and joiners,
 * without which most scripts of Asia are not words.
 *
 * @param text which stays as it is; a slug is nothing to tell things apart by
 */
export function slugOf(text: string, options: Options = {}): string {
  const { language = 'en', fallback = 'release', points = 100, bytes = 200 } = options
  const words = toSmall(dropUnseen(foldForms(text)), language).match(word) ?? []
  const whole = words.join('-').normalize('NFC')
  const fits = (part: string) => [...part].length <= points && Buffer.byteLength(part) <= bytes
  const slug = fits(whole) ? whole : shorten(whole, language, fits)
  if (slug === '') return fallback
  return keptByWindows.test(slug) ? `${slug}-${fallback}` : slug
}

// What is left of joiners and selectors belongs to the word.
const word = /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}\u180e\u200c]|\u200d)*/gu

const keptByWindows = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

// All but those whose plain form is another spelling (am of Thai and Lao), other letters (of Hangul, one by one), or no word (™, ℠).
const printForms = /[^\p{ASCII}\u0e33\u0eb3\u2120\u2122\u3131-\u318e\uffa0-\uffdc]/gu

function foldForms(text: string): string {
  return text.normalize('NFC').replace(printForms, (character) => character.normalize('NFKC'))
}

function dropUnseen(text: string): string {
  const seen = text.replace(dropped, '').replace(/([\u200c\u200d])[\u200c\u200d]+/g, '$1')
  return seen.replace(needlessJoiner, '').normalize('NFC')
}

const dropped = new RegExp(
  [
    // What nobody sees; but for joiners, the space of no width, and what chooses the letters of Mongolian.
    '(?![\\u200b-\\u200d])(?!(?<=\\p{Script=Mongolian})[\\u180b-\\u180f])\\p{Default_Ignorable_Code_Point}',
    // What stretches a line of Arabic, and rings and keys around a character.
    '\\u0640|\\p{Me}',
    // Signs that stand inside a word and do not end it: over a vowel of Armenian, between letters of Hebrew.
    '[\\u055b\\u055c\\u055e]|(?<=\\p{Script=Hebrew})["\'’”\\u05f3\\u05f4](?=\\p{Script=Hebrew})',
  ].join('|'),
  'gu',
)

const virama =
  '[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d3b\\u0d3c\\u0d4d\\u0dca\\u1039\\u103a\\u17d2\\u1a60\\u1b44\\u1baa' +
  '\\ua806\\ua8c4\\ua953\\ua9c0\\uaaf6\\u{11046}\\u{110b9}\\u{11133}\\u{111c0}\\u{1134d}\\u{11442}\\u{114c2}\\u{115bf}\\u{1163f}]'
const joins = '[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Nko}\\p{Script=Adlam}]'
// Letters of Arabic that never join with the next one: behind them there is nothing to part.
const joinsNoNext =
  '[\\u0621-\\u0625\\u0627\\u0629\\u062f-\\u0632\\u0648\\u0671-\\u0677\\u0688-\\u0699\\u06c0\\u06c3-\\u06cb\\u06cd\\u06cf\\u06d2-\\u06d5\\u06ee\\u06ef]'

// A word needs a joiner beside a virama, where it chooses between conjuncts (ශ්‍රී), and where it parts letters that would join (می‌خواهم).
const needed = [
  `(?<=${virama})\\u200d`,
  `(?<=${virama})\\u200c(?=\\p{L})`,
  `(?<=[\\p{L}\\p{M}])\\u200d(?=${virama})`,
  `(?<=(?!${joinsNoNext})(?=\\p{L})${joins}\\p{M}*)\\u200c(?=(?=\\p{L})${joins})`,
]
const needlessJoiner = new RegExp(`(?!${needed.join('|')})[\\u200c\\u200d]`, 'gu')

// Their I has no dot when it becomes small.
const dotless = new Set(['tr', 'az', 'crh', 'gag', 'tt'])
// In their words an apostrophe parts a consonant from the vowel behind it: п’ять.
const apostropheIsLetter = new Set(['uk', 'be', 'rue'])
const apostrophe = /(?<=[\p{L}\p{M}])['’](?=\p{L})/gu

function toSmall(text: string, language: string): string {
  const [code = ''] = language.split('-')
  if (dotless.has(code) && scriptOf(language) === 'Latn') return text.toLocaleLowerCase('tr')
  // By itself the small İ would carry a second dot.
  const small = text.replaceAll('İ', 'i').toLowerCase()
  if (apostropheIsLetter.has(code)) return small.replace(apostrophe, 'ʼ')
  // don’t and company’s are one word; elsewhere what stands before an apostrophe mostly is one: l’usine, Ankara’da.
  return code === 'en' ? small.replace(apostrophe, '') : small
}

function shorten(slug: string, language: string, fits: (part: string) => boolean): string {
  const characters = endsOf(slug, new Intl.Segmenter(language, { granularity: 'grapheme' }))
  const fitting = characters.filter((end) => fits(slug.slice(0, end)))
  const most = fitting.at(-1) ?? 0
  const words = new Set(endsOf(slug, new Intl.Segmenter(language, { granularity: 'word' })))
  const end = fitting.findLast((end) => words.has(end) && end > most / 2) ?? most
  return slug.slice(0, end).replace(/[-\u200c]+$/, '')
}

function endsOf(text: string, segmenter: Intl.Segmenter): number[] {
  return Array.from(segmenter.segment(text), ({ index, segment }) => index + segment.length)
}
