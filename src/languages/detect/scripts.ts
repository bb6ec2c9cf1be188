/** A script that a language may be written in, by its Unicode name, and the language that alone is written in it; undefined for several. */
type ScriptOf = { pattern: RegExp; only?: string }

/** By ISO 15924. Han, kana and Hangul are told apart by who has them: see detect.ts. */
const scripts: Readonly<Record<string, ScriptOf>> = {
  Latn: { pattern: /\p{Script=Latin}/u },
  Cyrl: { pattern: /\p{Script=Cyrillic}/u },
  Arab: { pattern: /\p{Script=Arabic}/u },
  Deva: { pattern: /\p{Script=Devanagari}/u },
  Hani: { pattern: /\p{Script=Han}/u, only: 'zh' },
  Kana: { pattern: /[\p{Script=Hiragana}\p{Script=Katakana}]/u, only: 'ja' },
  Hang: { pattern: /\p{Script=Hangul}/u, only: 'ko' },
  Thai: { pattern: /\p{Script=Thai}/u, only: 'th' },
  Laoo: { pattern: /\p{Script=Lao}/u, only: 'lo' },
  Khmr: { pattern: /\p{Script=Khmer}/u, only: 'km' },
  Mymr: { pattern: /\p{Script=Myanmar}/u, only: 'my' },
  Grek: { pattern: /\p{Script=Greek}/u, only: 'el' },
  Hebr: { pattern: /\p{Script=Hebrew}/u, only: 'he' },
  Armn: { pattern: /\p{Script=Armenian}/u, only: 'hy' },
  Geor: { pattern: /\p{Script=Georgian}/u, only: 'ka' },
  Beng: { pattern: /\p{Script=Bengali}/u, only: 'bn' },
  Guru: { pattern: /\p{Script=Gurmukhi}/u, only: 'pa' },
  Gujr: { pattern: /\p{Script=Gujarati}/u, only: 'gu' },
  Taml: { pattern: /\p{Script=Tamil}/u, only: 'ta' },
  Telu: { pattern: /\p{Script=Telugu}/u, only: 'te' },
  Knda: { pattern: /\p{Script=Kannada}/u, only: 'kn' },
  Mlym: { pattern: /\p{Script=Malayalam}/u, only: 'ml' },
  Sinh: { pattern: /\p{Script=Sinhala}/u, only: 'si' },
  Ethi: { pattern: /\p{Script=Ethiopic}/u, only: 'am' },
  Tibt: { pattern: /\p{Script=Tibetan}/u, only: 'bo' },
}

const all = Object.entries(scripts)
const letter = /\p{L}/u

// Of each character once: a text has many times fewer characters than letters.
const known = new Map<string, string | undefined>()

/** The script of a letter (ISO 15924); undefined for what is no letter, and `Zyyy` for a letter of a script that we do not know. */
function scriptOfLetter(character: string): string | undefined {
  if (known.has(character)) return known.get(character)
  const script = letter.test(character) ? (all.find(([, { pattern }]) => pattern.test(character))?.[0] ?? 'Zyyy') : undefined
  known.set(character, script)
  return script
}

/** How many letters of each script (ISO 15924; `Zyyy` for others) a text has. Marks, digits and signs are none. */
export function countScripts(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const character of text) {
    const script = scriptOfLetter(character)
    if (script) counts.set(script, (counts.get(script) ?? 0) + 1)
  }
  return counts
}

/** The one language that is written in a script; undefined where there are several. */
export function onlyLanguageOf(script: string): string | undefined {
  return scripts[script]?.only
}

/** Scripts of letters that a text in a script of ISO 15924 may be made of: Japanese of three. */
export function lettersOf(script: string): readonly string[] {
  return compound[script] ?? [script]
}

const compound: Readonly<Record<string, readonly string[]>> = {
  Jpan: ['Kana', 'Hani'],
  Hrkt: ['Kana'],
  Kore: ['Hang', 'Hani'],
  Hans: ['Hani'],
  Hant: ['Hani'],
  Hanb: ['Hani'],
}
