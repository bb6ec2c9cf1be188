/** What a figure says; what is neither of the others is a `number`. */
export type FigureKind = 'number' | 'percentage' | 'money' | 'date' | 'time' | 'period' | 'ticker'

/** A fall or a loss, a rise or a gain. */
export type Sign = '-' | '+'

/** One figure as it stands in a text, and what it says whatever the language. */
export type Figure = {
  kind: FigureKind
  /**
   * Canonical: a number without grouping, sign and idle zeros (`1500000`, `0.5`), a date as `2026-12-01`, `2026-12`, `2026`,
   * or `--12-01` and `--12` where no year is given, a time of day as `09:30`, a quarter or half of a year as `Q3` or `H1`, a ticker as its
   * symbol.
   */
  value: string
  /** Other values that the same characters may have, such as `1.234` where both `1234` and `1.234` are written so. */
  alternatives?: readonly string[]
  /** Of money: an ISO 4217 code, or a sign that several share (`$`, `¥`, `元`, `kr`); undefined where nothing tells it. */
  currency?: string
  /** where it is told without doubt */
  sign?: Sign
  /** of a time of day: minutes east of UTC that its zone may have; undefined where none is told */
  zone?: readonly number[]
  /** May lack a counterpart: an ordinal, a lone small number in words, a one. It can still be the counterpart of another. */
  weak?: true
  /** in UTF-16 units from the start of the text */
  offset: number
  length: number
  /** the figure with what stands around it, at most 60 characters */
  passage: string
}
