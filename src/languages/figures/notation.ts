/** Which hours a word stands for: `noon` 10 to 3, `night` 6 to 5, `evening` what Thai counts from 6 p.m. on. */
export type DayHalf = 'am' | 'pm' | 'noon' | 'night' | 'evening'

/**
 * How the newsrooms of one language write figures. Words are written in lower case. Where the language has more spellings than
 * words, a fragment of a regular expression stands for them; it is matched whatever the case.
 */
export type Notation = {
  /** canonical tag */
  language: string
  /** where a word ends: at what is no letter (`both`), at its beginning only (`before`), or nowhere that could be seen (`none`) */
  borders: 'both' | 'before' | 'none'
  /** whether `1.234` and `1,234` are both met with, whatever the rules of the language say */
  mixed?: true
  /** whether a mere space may group digits, though Intl groups them otherwise */
  spaces?: true
  /** numbers in words, and what may stand alone of the scales (`mil`, `sejuta`) */
  words: Readonly<Record<string, number>>
  /** what counts only right before a scale: `a million`, `half a million` */
  articles?: Readonly<Record<string, number>>
  /** what multiplies the number before it, as a power of ten */
  scales: Readonly<Record<string, number>>
  /** the same, but only beside a currency: the `m` of `$5m` is a metre elsewhere */
  moneyScales?: Readonly<Record<string, number>>
  /** words that others write as a figure: `twice`, `fourteenth`. They raise no alarm, and answer one */
  hints?: Readonly<Record<string, number>>
  /** what may stand between the parts of a number: `and`, `y` */
  joints?: readonly string[]
  /** what adds a half to a number or to a scale before it, with its spaces; a fragment */
  half?: string
  /** what may stand in front of a word and belong to it, such as the Arabic article */
  prefixes?: readonly string[]
  /** what a word is not read before, as it would be the beginning of another: fragments by word */
  notBefore?: Readonly<Record<string, string>>
  /** what makes a scale without a number vague: the 数 of 数百万; a fragment */
  vague?: string
  /** between a number and its scale: the 多 of 300多万; a fragment */
  more?: string
  /** what stands before and after a percentage; fragments */
  percentBefore?: readonly string[]
  percent: readonly string[]
  /** what stands before and after money, the longest first; fragments, each with its currency, or '' where it may be several */
  moneyBefore?: readonly (readonly [string, string])[]
  money: readonly (readonly [string, string])[]
  /** what may stand between two figures that share what follows the second one; fragments */
  ranges: readonly string[]
  /**
   * Dates, the longest first. `<d>` is a day or two with a range between them, `<m>` the name of a month, `<n>` its number, `<y>` a
   * year, `<h>` a day in Chinese numerals, `<e>` a year of an era; a space is one, `_` may be one.
   */
  dates: readonly string[]
  /** what may follow the number of a day, and what stands for the first without a number; fragments */
  dayMark?: string
  firstDay?: string
  /** names of months beside those that Intl knows, and the tags whose names are read as well */
  months?: Readonly<Record<string, number>>
  monthTags?: readonly string[]
  /** months that are also other words */
  doubtfulMonths?: readonly string[]
  /** eras, with what is to be added to their years */
  eras?: Readonly<Record<string, number>>
  /**
   * Times of day: `<h>` is an hour in digits or a word, `<n>` one in digits, `<i>` minutes in two digits, `<j>` in one or two, `<p>` a half of the day; a space is
   * one, `_` may be one. Groups tell the rest: `am`, `pm`, `thirty`, `fifteen`, `noon`, `midnight`, and `maybe` where it may be no time.
   */
  clock?: readonly string[]
  /** hours beside the number words, and what says which half of the day it is: fragments */
  hours?: Readonly<Record<string, number>>
  dayHalves?: Readonly<Record<string, DayHalf>>
  /** time zones, as `zones.ts` names them: fragments */
  zones?: Readonly<Record<string, string>>
  /** Quarters and halves of a year, `<q>` and `<s>`: a digit, a Roman one, or one of these fragments. `maybe` as in `clock` */
  periods?: readonly string[]
  quarters?: readonly string[]
  halves?: readonly string[]
  /** what makes the number after it negative; fragments */
  minus?: readonly string[]
  /** what stands right before or after a percentage or a sum by which something fell or rose, whatever that is; fragments */
  falls?: { before: readonly string[]; after: readonly string[] }
  rises?: { before: readonly string[]; after: readonly string[] }
  /** what stands before and after an ordinal; fragments */
  ordinalBefore?: string
  ordinalAfter?: string
}
