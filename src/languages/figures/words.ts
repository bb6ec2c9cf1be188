import { type Decimal, toDecimal } from './decimal.ts'
import { foldText } from './fold.ts'
import type { Notation } from './notation.ts'

/** What a word can be in a number: a number itself, one as an article, a scale (a power of ten), or a hint at a number. */
export type Word = { number?: Decimal; article?: Decimal; hint?: Decimal; power?: number; moneyPower?: number }

/** The number words of a language, made ready for finding. */
export type Words = {
  byText: ReadonlyMap<string, Word>
  /** any of them where words have no border that can be seen, and undefined where they have */
  anywhere: RegExp | undefined
  /** the characters that any of them begins with */
  firsts: ReadonlySet<string>
  prefixes: readonly string[]
}

/** Gathers the number words of a notation. */
export function toWords(notation: Notation): Words {
  const byText = new Map<string, Word>()
  const put = (texts: Readonly<Record<string, number>> | undefined, toWord: (value: number) => Word) => {
    for (const [text, value] of Object.entries(texts ?? {})) {
      const key = foldText(text).plain
      byText.set(key, { ...byText.get(key), ...toWord(value) })
    }
  }
  put(notation.words, (value) => ({ number: toDecimal(String(value)) }))
  put(notation.articles, (value) => ({ article: toDecimal(String(value)) }))
  put(notation.hints, (value) => ({ hint: toDecimal(String(value)) }))
  put(notation.scales, (power) => ({ power }))
  put(notation.moneyScales, (moneyPower) => ({ moneyPower }))
  const anywhere = notation.borders === 'both' ? undefined : toAlternation([...byText.keys()], notation.notBefore ?? {})
  const prefixes = notation.prefixes ?? []
  const firsts = new Set([...byText.keys(), ...prefixes].flatMap((text) => [text.charAt(0), text.charAt(0).toUpperCase()]))
  return { byText, anywhere, firsts, prefixes }
}

/**
 * The longest number word that begins at a place, up to three words long where they are set apart.
 *
 * @param isFirst whether it would be the first of its number; only that one can have a prefix
 * @returns undefined where there is none
 */
export function findWord(words: Words, text: string, at: number, isFirst = true): { word: Word; end: number } | undefined {
  if (words.anywhere) {
    words.anywhere.lastIndex = at
    const found = words.anywhere.exec(text)?.[0]
    const word = found === undefined ? undefined : words.byText.get(found.toLowerCase())
    return found !== undefined && word ? { word, end: at + found.length } : undefined
  }
  return findSetApart(isFirst ? words : { ...words, prefixes: [] }, text, at)
}

const run = /[\p{L}\p{M}]+/uy

function findSetApart({ byText, prefixes }: Words, text: string, at: number): { word: Word; end: number } | undefined {
  let key = ''
  let end = at
  let found: { word: Word; end: number } | undefined
  for (let count = 0; count < 3; count++) {
    run.lastIndex = end
    const next = run.exec(text)?.[0].toLowerCase()
    if (next === undefined) break
    key += next
    end += next.length
    const word = byText.get(key) ?? (count === 0 ? withoutPrefix(byText, prefixes, key) : undefined)
    if (word) found = { word, end }
    if (!/[ \u00a0-]/.test(text[end] ?? '')) break
    key += ' '
    end++
  }
  return found
}

function withoutPrefix(byText: ReadonlyMap<string, Word>, prefixes: readonly string[], key: string): Word | undefined {
  const prefix = prefixes.find((candidate) => key.startsWith(candidate) && byText.has(key.slice(candidate.length)))
  const word = prefix === undefined ? undefined : byText.get(key.slice(prefix.length))
  // With the article it is an ordinal: القرن العشرون is the twentieth century.
  return prefix !== undefined && prefix.length > 1 ? { hint: word?.number } : word
}

function toAlternation(texts: string[], notBefore: Readonly<Record<string, string>>): RegExp {
  const longestFirst = texts.toSorted((a, b) => b.length - a.length)
  const one = (text: string) => {
    const border = /[a-z.]$/.test(text) ? '(?![A-Za-z\\d])' : ''
    const other = notBefore[text]
    return text.replace('.', '\\.') + border + (other === undefined ? '' : `(?!${other})`)
  }
  return new RegExp(longestFirst.map(one).join('|') || '(?!)', 'iuy')
}
