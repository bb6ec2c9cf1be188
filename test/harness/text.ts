import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'

/** What random text of this run is made from; TEXT_SEED repeats a run. */
export const seed = Number(process.env.TEXT_SEED ?? randomInt(2 ** 31))

/** Languages and the script that each is written in: one edition of each goes out. */
export const scripts: Readonly<Record<string, string>> = {
  en: 'Latin',
  ar: 'Arabic',
  he: 'Hebrew',
  ru: 'Cyrillic',
  el: 'Greek',
  hi: 'Devanagari',
  bn: 'Bengali',
  ta: 'Tamil',
  th: 'Thai',
  lo: 'Lao',
  km: 'Khmer',
  my: 'Myanmar',
  bo: 'Tibetan',
  ka: 'Georgian',
  hy: 'Armenian',
  am: 'Ethiopic',
  ja: 'Hiragana',
  ko: 'Hangul',
  'zh-Hant': 'Han',
}

/** What stands between words of every script: emoji with joiners and flags, isolates, joiners, marks, full width, rare characters. */
export const spice = [
  '👩🏽‍🚀',
  '🇦🇪',
  '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
  '🏳️‍🌈',
  '❤️',
  '1️⃣',
  '\u2067עב\u2069',
  '\u2066(NASDAQ: ACME)\u2069',
  'a\u0301\u0323',
  'fi\u00adne',
  'می\u200cخواهم',
  'क्\u200dष',
  'ＡＢＣ１２３',
  '\u3000',
  '𠮷𠜎',
  '葛\u{e0100}',
  '\u00a0',
  '\u202f',
  'https://a.example/?a=1&b=2',
  '<b>&amp;</b>',
  '"\'`\\',
  '3.5%',
  '٣٫٥٪',
  '๑๒๓',
  '=SUM(A1)',
  '{{x}}',
  '%s',
  '\u200e+971 4 123\u200e',
  '\ufeff',
  '\ufffd',
  '𝔘𝔫𝔦',
  '­',
]

/** Mulberry32: the same numbers for the same seed. */
export function openRandom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const known = new Map<string, string[]>()

function charactersOf(script: string): string[] {
  const before = known.get(script)
  if (before) return before
  const pattern = new RegExp(`^(?=[\\p{L}\\p{M}\\p{N}])\\p{Script=${script}}$`, 'u')
  const all: string[] = []
  for (let code = 0x41; code < 0x20000 && all.length < 2000; code++) {
    const character = String.fromCodePoint(code)
    if (character.isWellFormed() && pattern.test(character)) all.push(character)
  }
  known.set(script, all)
  return all
}

/** Words of a script out of any of its characters, every seventh of them spice; begins and ends with a letter of it. */
export function writeText(random: () => number, script: string, words: number): string {
  const characters = charactersOf(script)
  const word = () => Array.from({ length: 1 + Math.floor(random() * 8) }, () => pick(random, characters)).join('')
  const parts = Array.from({ length: words }, () => (random() < 0.15 ? pick(random, spice) : word()))
  // A letter at both ends: what is trimmed there is another matter.
  return [pick(random, characters), ...parts, pick(random, characters)].join(' ')
}

/** One of several. */
export function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] ?? assert.fail('nothing to pick')
}
