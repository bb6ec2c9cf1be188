import { readAmounts } from './amounts.ts'
import { readClock } from './clock.ts'
import { readDates } from './dates.ts'
import type { Figure } from './figure.ts'
import { type FoldedText, foldBrackets, foldText } from './fold.ts'
import type { Found } from './found.ts'
import { blank, blankAddresses } from './not-figures.ts'
import { lexiconOf } from './notations.ts'
import { passageOf } from './passage.ts'
import { readPeriods } from './periods.ts'
import { readTickers } from './tickers.ts'

/**
 * The figures of a text, read in the notation of its language, in the order in which they stand. A sign is told where what stands right
 * beside the number leaves no doubt. Addresses and telephone numbers are no figures.
 *
 * @param language canonical tag; of a language without a notation digits, dates in digits, signs and codes are read, and a separator
 *   that could be either gives both readings
 */
export function readFigures(text: string, language: string): Figure[] {
  const lexicon = lexiconOf(language)
  const folded = foldBrackets(foldText(text), lexicon.bracketed)
  const withoutAddresses = blankAddresses(folded.plain)
  const tickers = apart(readTickers(withoutAddresses))
  const withoutTickers = without(withoutAddresses, tickers)
  const periods = readPeriods(withoutTickers, lexicon.periods)
  const withoutPeriods = without(withoutTickers, periods)
  const dates = readDates(withoutPeriods, lexicon)
  // Times come after dates: 12.30 is a time only where no year follows.
  const withoutDates = without(withoutPeriods, dates)
  const times = readClock(withoutDates, folded.plain, lexicon.clock)
  const found: Read[] = [
    ...tickers.map((ticker) => ({ ...ticker, kind: 'ticker' as const })),
    ...periods,
    ...dates.map((date) => ({ ...date, kind: 'date' as const })),
    ...times.map((time) => ({ ...time, kind: 'time' as const })),
    ...readAmounts(without(withoutDates, times), lexicon),
  ]
  return found.sort((a, b) => a.start - b.start).map((one) => toFigure(text, folded, one))
}

type Read = Found & Pick<Figure, 'kind' | 'currency' | 'sign' | 'zone'>

function toFigure(text: string, { offsets }: FoldedText, found: Read): Figure {
  const { kind, currency, sign, zone, weak, values } = found
  const [value = '', ...alternatives] = values
  const offset = offsets[found.start] ?? 0
  const length = (offsets[found.end] ?? text.length) - offset
  return {
    kind,
    value,
    ...(alternatives.length > 0 ? { alternatives } : {}),
    ...(currency ? { currency } : {}),
    ...(sign ? { sign } : {}),
    ...(zone ? { zone } : {}),
    ...(weak ? { weak } : {}),
    offset,
    length,
    // Words are told apart for the few figures that anybody looks at.
    get passage() {
      return passageOf(text, offset, length)
    },
  }
}

/** Of two that overlap, the first. */
function apart(found: Found[]): Found[] {
  return found.filter((one, n) => !found.slice(0, n).some((other) => one.start < other.end && one.end > other.start))
}

function without(plain: string, found: readonly Found[]): string {
  const pieces: string[] = []
  let at = 0
  for (const { start, end } of found.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue
    pieces.push(plain.slice(at, start), blank(plain.slice(Math.max(at, start), end)))
    at = end
  }
  return pieces.join('') + plain.slice(at)
}
