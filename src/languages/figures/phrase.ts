import { add, type Decimal, isBelowPower, scaleBy, toDecimal } from './decimal.ts'
import type { Lexicon } from './lexicon.ts'
import { readLiteral } from './literal.ts'
import { findWord } from './words.ts'

/** A number with its scales, in digits or words: `1.5 billion`, `3億5000万`, `two hundred and fifty`. */
export type Phrase = {
  end: number
  /** more than one where a separator can be read in two ways; the likeliest first */
  values: Decimal[]
  /** the last scale, as a power of ten; 0 without one */
  power: number
  inDigits: boolean
  /** how many digits or words it is made of */
  size: number
  /** nothing but scales, a mere hint or a zero in words: it may be part of another word */
  vague: boolean
}

type Part = { end: number; joined: boolean; apart: boolean } & (
  | { numbers: Decimal[]; inDigits: boolean; role: 'number' | 'article' | 'hint' | 'half' }
  | { power: number }
)

/**
 * Reads the longest number that begins at a place.
 *
 * @param besideMoney whether money is known to stand beside it, which lets `m` be a million
 */
export function readPhrase(
  text: string,
  at: number,
  { lexicon, besideMoney }: { lexicon: Lexicon; besideMoney: boolean },
): Phrase | undefined {
  const parts: Part[] = []
  for (;;) {
    const next = nextPart(text, parts.at(-1)?.end ?? at, { lexicon, besideMoney, previous: parts.at(-1) })
    if (!next) break
    // `5 million and 2 million`: what repeats a scale is another number.
    if ('power' in next && isRepeated(parts, next.power)) {
      parts.pop()
      break
    }
    parts.push(next)
  }
  while (parts.length > 0 && !mayEnd(parts, lexicon)) parts.pop()
  // Half before no million is a hint at fifty per cent.
  if (parts.length === 0) parts.push(...findHint(text, at, { lexicon, besideMoney, previous: undefined }))
  const last = parts.at(-1)
  const first = parts[0]
  if (!last || !first) return undefined
  const readings = Math.max(...parts.map((part) => ('numbers' in part ? part.numbers.length : 1)))
  return {
    end: last.end,
    values: Array.from({ length: readings }, (_, reading) => sumUp(parts, reading)),
    power: parts.reduce((power, part) => ('power' in part ? part.power : power), 0),
    inDigits: 'inDigits' in first && first.inDigits,
    size: parts.length,
    vague: isVague(parts, lexicon),
  }
}

type Context = { lexicon: Lexicon; besideMoney: boolean; previous: Part | undefined }

function nextPart(text: string, at: number, context: Context): Part | undefined {
  const { lexicon, previous } = context
  if (!previous) return partsAt(text, at, { joined: false, apart: false }, context).find((part) => mayBegin(part, lexicon))
  const half = halfAt(text, at, previous, lexicon)
  if (half) return half
  for (const [gap, joined] of [
    [lexicon.gap, false],
    [lexicon.joint, true],
  ] as const) {
    gap.lastIndex = at
    const skipped = gap.exec(text)?.[0]
    if (skipped === undefined) continue
    const found = partsAt(text, at + skipped.length, { joined, apart: skipped !== '' }, context).find((part) =>
      mayFollow(previous, part, lexicon),
    )
    if (found) return found
  }
  return undefined
}

/** The half of `two and a half million`, or of the million in `a million and a half`. */
function halfAt(text: string, at: number, previous: Part, { half }: Lexicon): Part | undefined {
  half.lastIndex = at
  const found = half.exec(text)?.[0]
  if (found === undefined || ('role' in previous && previous.role !== 'number')) return undefined
  const number = scaleBy(toDecimal('0.5'), powerOf(previous))
  return { end: at + found.length, joined: true, apart: true, numbers: [number], inDigits: false, role: 'half' }
}

/** Of a scale, or of a word that is one already: `mil`, مليون. */
function powerOf(part: Part): number {
  if ('power' in part) return part.power
  const zeros = part.inDigits ? undefined : /000+$/.exec(String(part.numbers[0]?.mantissa))?.[0]
  return zeros?.length ?? 0
}

/** All that the characters at a place can be. */
function partsAt(
  text: string,
  at: number,
  link: { joined: boolean; apart: boolean },
  { lexicon, besideMoney, previous }: Context,
): Part[] {
  lexicon.literal.lastIndex = at
  const literal = lexicon.literal.exec(text)?.[0]
  if (literal !== undefined) {
    const numbers = readLiteral(literal, lexicon.separators).map(toDecimal)
    return numbers.length === 0 ? [] : [{ end: at + literal.length, ...link, numbers, inDigits: true, role: 'number' }]
  }
  const found = findWord(lexicon.words, text, at, previous === undefined)
  if (!found) return []
  const { word, end } = found
  const power = word.power ?? (besideMoney ? word.moneyPower : undefined)
  const parts: Part[] = power === undefined ? [] : [{ end, ...link, power }]
  for (const role of ['number', 'article', 'hint'] as const) {
    const number = word[role]
    if (number) parts.push({ end, ...link, numbers: [number], inDigits: false, role })
  }
  return parts
}

function findHint(text: string, at: number, context: Context): Part[] {
  return partsAt(text, at, { joined: false, apart: false }, context).filter((part) => 'role' in part && part.role === 'hint')
}

function mayBegin(part: Part, { notation, words }: Lexicon): boolean {
  return 'numbers' in part || (words.anywhere !== undefined && notation.borders !== 'both')
}

function mayFollow(previous: Part, next: Part, { spaced }: Lexicon): boolean {
  if ('power' in next) {
    // Million after thousand multiplies it, the other way round begins another number.
    return 'power' in previous ? next.power > previous.power : previous.role !== 'hint' && !next.joined
  }
  if (next.role !== 'number') return false
  if ('power' in previous) {
    if (next.inDigits && spaced && next.joined && previous.power >= 4) return false
    return next.numbers.every((number) => isBelowPower(number, previous.power))
  }
  if (next.inDigits || previous.inDigits || previous.role !== 'number') return false
  return fitsInto(previous.numbers[0], next.numbers[0], next.joined)
}

/** Twenty takes up five, five takes up twenty only where units are said first: `خمسة وعشرون`. */
function fitsInto(large: Decimal | undefined, small: Decimal | undefined, joined: boolean): boolean {
  if (!large || !small || large.exponent !== 0 || small.exponent !== 0 || small.mantissa === 0n) return false
  const power = String(small.mantissa).length
  const isRound = large.mantissa > small.mantissa && large.mantissa % 10n ** BigInt(power) === 0n
  return (
    isRound || (joined && large.mantissa < 10n && small.mantissa >= 20n && small.mantissa % 10n === 0n && small.mantissa < 100n)
  )
}

function isVague(parts: readonly Part[], { notation }: Lexicon): boolean {
  const first = parts[0]
  if (!first || 'power' in first || first.role === 'hint') return true
  if (first.inDigits) return false
  // Korean numerals are syllables of other words as well: only three in a row are surely a number.
  return first.numbers[0]?.mantissa === 0n || (notation.borders === 'before' && parts.length < 3)
}

function isRepeated(parts: readonly Part[], power: number): boolean {
  const last = parts.findLast((part) => 'power' in part && part.power >= power)
  return last !== undefined && 'power' in last && last.power === power
}

function mayEnd(parts: Part[], { spaced, notation }: Lexicon): boolean {
  const [before, last] = [parts.at(-2), parts.at(-1)]
  if (!last || 'power' in last || last.role === 'half') return true
  if (last.role === 'article') return false
  if (!before || 'numbers' in before) return true
  // `1 million 200` are two numbers, unless a scale follows; 12万3456 is one, and so is 2만 3000.
  if (spaced) return !last.inDigits && before.power < 6
  return before.power >= 4 && last.inDigits ? !last.apart || notation.borders === 'before' : !last.inDigits
}

function sumUp(parts: Part[], reading: number): Decimal {
  const terms: Decimal[] = []
  for (const [n, part] of parts.entries()) {
    if ('numbers' in part) {
      const number = part.numbers[reading] ?? part.numbers[0]
      if (number) terms.push(number)
      continue
    }
    const previous = parts[n - 1]
    const taken = previous && 'numbers' in previous ? terms.splice(-1) : []
    while (terms.length > 0 && terms.slice(-1).every((term) => isBelowPower(term, part.power))) taken.push(...terms.splice(-1))
    terms.push(scaleBy(taken.length === 0 ? toDecimal('1') : taken.reduce(add), part.power))
  }
  return terms.reduce(add, toDecimal('0'))
}
