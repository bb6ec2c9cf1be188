import { isBuddhist } from './dates.ts'
import { scaleBy, writeDecimal } from './decimal.ts'
import type { Sign } from './figure.ts'
import type { Found } from './found.ts'
import type { Lexicon, MoneyWords } from './lexicon.ts'
import { type Phrase, readPhrase } from './phrase.ts'
import { signOf } from './signs.ts'
import { findWord } from './words.ts'

/** A number as it was found, with its unit. */
export type Amount = Found & { kind: 'number' | 'percentage' | 'money' | 'date'; currency?: string; sign?: Sign; phrase: Phrase }

/**
 * The numbers, percentages and sums of money of a text, and its years that stand alone.
 *
 * @param plain a folded text in which dates and what is no figure are blanked out
 */
export function readAmounts(plain: string, lexicon: Lexicon): Amount[] {
  const amounts: Amount[] = []
  for (let at = 0; at < plain.length; ) {
    at = nextBeginning(plain, at, lexicon)
    const phrase =
      at < plain.length ? readPhrase(plain, at, { lexicon, besideMoney: isAfterMoney(plain, at, lexicon) }) : undefined
    const amount = phrase && toAmount(plain, at, phrase, lexicon)
    if (amount) amounts.push(withSign(plain, at, amount, lexicon))
    at = amount?.end ?? phrase?.end ?? skip(plain, at, lexicon)
  }
  return shareScales(plain, amounts, lexicon)
}

function withSign(plain: string, number: number, amount: Amount, { signs }: Lexicon): Amount {
  const { start, end, kind } = amount
  const sign = kind === 'date' ? undefined : signOf(plain, { start, number, end, isPlain: kind === 'number' }, signs)
  return sign === undefined ? amount : { ...amount, sign }
}

/** Where the next digit stands, or the next word that could be a number. */
function nextBeginning(plain: string, at: number, lexicon: Lexicon): number {
  return lexicon.words.anywhere ? nextAnywhere(plain, at, lexicon, lexicon.words.anywhere) : nextSetApart(plain, at, lexicon)
}

function nextSetApart(plain: string, at: number, { words }: Lexicon): number {
  const next = /\d|(?<![\p{L}\p{M}])[\p{L}\p{M}]/gu
  next.lastIndex = at
  for (let found = next.exec(plain); found; found = next.exec(plain)) {
    if (/\d/.test(found[0]) || (words.firsts.has(found[0]) && findWord(words, plain, found.index))) return found.index
  }
  return plain.length
}

function nextAnywhere(plain: string, at: number, { words, notation }: Lexicon, anywhere: RegExp): number {
  for (let place = at; place < plain.length; place++) {
    const character = plain.charAt(place)
    if (character >= '0' && character <= '9') return place
    if (!words.firsts.has(character)) continue
    anywhere.lastIndex = place
    const isInside = notation.borders === 'before' && /\p{L}/u.test(plain.charAt(place - 1))
    if (!isInside && anywhere.test(plain)) return place
  }
  return plain.length
}

/** Past a place at which no number was read: the whole of a run of digits or letters, so that none begins in its middle. */
function skip(plain: string, at: number, { words, literal }: Lexicon): number {
  literal.lastIndex = at
  const digits = literal.exec(plain)?.[0]
  if (digits !== undefined) return at + digits.length
  const run = words.anywhere ? undefined : /[\p{L}\p{M}]+/uy
  if (run) run.lastIndex = at
  return at + (run?.exec(plain)?.[0].length ?? 1)
}

function isAfterMoney(plain: string, at: number, lexicon: Lexicon): boolean {
  return moneyBefore(plain, at, lexicon) !== undefined
}

function toAmount(plain: string, at: number, own: Phrase, lexicon: Lexicon): Amount | undefined {
  const before = moneyBefore(plain, at, lexicon)
  if (!before && own.inDigits && isGlued(plain, at)) return undefined
  const longer = before ? own : (readPhrase(plain, at, { lexicon, besideMoney: true }) ?? own)
  const abbreviated = longer.end > own.end && moneyAfter(plain, longer.end, lexicon) !== undefined
  const phrase = abbreviated ? longer : own
  if (phrase.vague && lexicon.vague.test(plain.slice(Math.max(0, at - 4), at))) return undefined
  // `5m` is a length as likely as five million; `5M` hardly is.
  const others = longer.end > phrase.end ? longer.values : []
  const isCapital = /\p{Lu}/u.test(plain.charAt(longer.end - 1))
  const readings = isCapital ? [...others, ...phrase.values] : [...phrase.values, ...others]
  const values = [...new Set(readings.map(writeDecimal))]
  // A strong dollar is `un dólar fuerte`: one in words may be an article whatever its unit.
  const weak = phrase.vague || (!phrase.inDigits && values[0] === '1')
  const read = { values, phrase, start: at, end: phrase.end, weak }
  // A lone Korean syllable before 원 is the end of a word: 인원.
  const isSyllable = !phrase.inDigits && phrase.size === 1 && lexicon.notation.borders === 'before'
  if (isSyllable) return toNumber(plain, { ...read, kind: 'number' }, lexicon)
  const percent = toPercentage(plain, read, lexicon)
  if (percent) return percent
  const after = moneyAfter(plain, phrase.end, lexicon)
  if (before || after) {
    const currency = (before?.currency ?? after?.currency) || undefined
    return { ...read, kind: 'money', currency, start: before?.start ?? at, end: after?.end ?? phrase.end }
  }
  return toNumber(plain, { ...read, kind: 'number' }, lexicon)
}

function toPercentage(plain: string, read: Omit<Amount, 'kind'>, { percentBefore, percentAfter }: Lexicon): Amount | undefined {
  // What stands before a number is near: the whole text is not searched for each.
  const from = Math.max(0, read.start - 24)
  const before = percentBefore.exec(plain.slice(from, read.start))?.index
  percentAfter.lastIndex = read.end
  const after = percentAfter.exec(plain)?.[0]
  if (before === undefined && after === undefined) return undefined
  // 三成 and 3割 are tenths.
  const tenths = after !== undefined && /[成割할]/u.test(after)
  const values = tenths ? read.phrase.values.map((value) => writeDecimal(scaleBy(value, 1))) : read.values
  return {
    ...read,
    values,
    kind: 'percentage',
    start: before === undefined ? read.start : from + before,
    end: read.end + (after?.length ?? 0),
  }
}

/** What has no unit: a year, an ordinal, or a mere number. */
function toNumber(plain: string, amount: Amount, lexicon: Lexicon): Amount {
  const { phrase, start, end } = amount
  lexicon.ordinalAfter.lastIndex = end
  const century = /(\d{2})\d{2}[-–/]$/.exec(plain.slice(Math.max(0, start - 5), start))?.[1]
  // The 53 of 1950-53 is a year, and may be written as one elsewhere.
  if (century && /^\d{2}$/.test(plain.slice(start, end))) {
    return { ...amount, values: [...amount.values, century + amount.values[0]], weak: true }
  }
  const isOrdinal = lexicon.ordinalBefore.test(plain.slice(Math.max(0, start - 12), start)) || lexicon.ordinalAfter.test(plain)
  const number = Number(amount.values[0])
  // A one or two in digits is an article, a pair or a twice elsewhere.
  const isSmall = phrase.inDigits ? number <= 2 && Number.isInteger(number) : number < 13 && phrase.power < 4
  const weak = phrase.vague || isOrdinal || isSmall
  if (!/^\d{4}$/.test(plain.slice(start, end))) return { ...amount, weak }
  if (isBuddhist(number, lexicon.notation.language)) {
    return { ...amount, kind: 'date', values: [String(number - 543), String(number)], weak }
  }
  return number >= 1900 && number < 2100 ? { ...amount, kind: 'date', weak } : { ...amount, weak }
}

/** Whether digits belong to a name or a model: A320, H1N1; not in Arabic, where words are joined to numbers. */
function isGlued(plain: string, at: number): boolean {
  const before = plain.slice(Math.max(0, at - 3), at)
  return /[A-Za-zÀ-ɏЀ-ӿ]$/u.test(before) && !/(?<![A-Za-z])FY$/.test(before)
}

type Money = { currency: string; start: number; end: number }

function moneyBefore(plain: string, at: number, { moneyBefore: words }: Lexicon): Money | undefined {
  const from = Math.max(0, at - 16)
  const match = words.any.exec(plain.slice(from, at))
  return match ? { currency: currencyOf(match, words), start: from + match.index, end: at } : undefined
}

function moneyAfter(plain: string, at: number, { moneyAfter: words }: Lexicon): Money | undefined {
  // Most numbers are followed by no money: there are a hundred words for it to try.
  mayBeMoney.lastIndex = at
  if (!mayBeMoney.test(plain)) return undefined
  words.any.lastIndex = at
  const match = words.any.exec(plain)
  return match ? { currency: currencyOf(match, words), start: at, end: at + match[0].length } : undefined
}

const mayBeMoney = /[.]?[ \u00a0\u2009\u202f-]?[\p{L}\p{Sc}'’]/uy

function currencyOf({ groups }: RegExpExecArray, { currencies }: MoneyWords): string {
  return currencies.find((_, n) => groups?.[`m${n}`] !== undefined) ?? ''
}

/** In `10 to 12 million` the ten is one of millions as well; it is read both ways. */
function shareScales(plain: string, amounts: Amount[], { range }: Lexicon): Amount[] {
  const shared: Amount[] = []
  for (const amount of amounts.toReversed()) {
    const next = shared[0]
    const { phrase, kind } = amount
    const isRange = next !== undefined && range.test(plain.slice(amount.end, next.start))
    const power = isRange && phrase.power === 0 && kind !== 'percentage' ? next.phrase.power : 0
    const scaled = power === 0 ? [] : phrase.values.map((value) => writeDecimal(scaleBy(value, power)))
    shared.unshift({ ...amount, values: [...amount.values, ...scaled] })
  }
  return shared
}
