import { readAmounts } from './amounts.ts'
import { readDates } from './dates.ts'
import type { Figure, FigureKind } from './figure.ts'
import { type FoldedText, foldText } from './fold.ts'
import type { Found } from './found.ts'
import { blank, blankAddresses, blankAll } from './not-figures.ts'
import { lexiconOf } from './notations.ts'
import { passageOf } from './passage.ts'
import { readTickers } from './tickers.ts'

/**
 * The figures of a text, read in the notation of its language, in the order in which they stand. Signs are not read: a fall of
 * three per cent and one of minus three are the same figure. Times of day, addresses and telephone numbers are none.
 *
 * @param language canonical tag; of a language without a notation digits, dates in digits, signs and codes are read, and a separator
 *   that could be either gives both readings
 */
export function readFigures(text: string, language: string): Figure[] {
  const lexicon = lexiconOf(language)
  const folded = foldText(text)
  const withoutAddresses = blankAddresses(folded.plain)
  const tickers = apart(readTickers(withoutAddresses))
  const withoutTickers = without(withoutAddresses, tickers)
  const dates = readDates(withoutTickers, lexicon)
  // Times come after dates: 12.30 is a time only where no year follows.
  const plain = blankAll(without(withoutTickers, dates), [lexicon.clock])
  const found = [
    ...tickers.map((ticker) => ({ ...ticker, kind: 'ticker' as const })),
    ...dates.map((date) => ({ ...date, kind: 'date' as const })),
    ...readAmounts(plain, lexicon),
  ]
  return found.sort((a, b) => a.start - b.start).map((one) => toFigure(text, folded, one))
}

function toFigure(text: string, { offsets }: FoldedText, found: Found & { kind: FigureKind; currency?: string }): Figure {
  const { kind, currency, weak, values } = found
  const [value = '', ...alternatives] = values
  const offset = offsets[found.start] ?? 0
  const length = (offsets[found.end] ?? text.length) - offset
  return {
    kind,
    value,
    ...(alternatives.length > 0 ? { alternatives } : {}),
    ...(currency ? { currency } : {}),
    ...(weak ? { weak } : {}),
    offset,
    length,
    passage: passageOf(text, offset, length),
  }
}

/** Of two that overlap, the first. */
function apart(found: Found[]): Found[] {
  return found.filter((one, n) => !found.slice(0, n).some((other) => one.start < other.end && one.end > other.start))
}

function without(plain: string, found: readonly Found[]): string {
  return found.reduce((text, { start, end }) => text.slice(0, start) + blank(text.slice(start, end)) + text.slice(end), plain)
}
