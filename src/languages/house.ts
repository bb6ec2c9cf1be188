/**
 * What a wire says in one language around a text. `{wire}` and `{url}` are the wire's name and address, `{name}` an issuer's,
 * `{time}` an instant; fillPhrase fills them in.
 */
export type Phrases = {
  /** opens the text and names the wire; ends in its own space */
  lead: string
  /** heads what an issuer says of itself */
  about: string
  /** heads the line of sectors, without a colon */
  sectors: string
  /** heads the contacts, without a colon */
  contact: string
  embargoedUntil: string
  /** under a text that somebody else than the issuer provides */
  disclaimer: string
  /** what the wire says of itself where it has not said it otherwise */
  boilerplate: string
  /** a word or two, without a colon, for a version of that kind: they head a line and open the subject of a mail */
  update: string
  correction: string
  kill: string
  /** what an update or a correction asks for */
  replaces: string
  /** what a kill asks for */
  withdrawn: string
  /** a word, in capitals where the script has them, that opens the headline of a test */
  test: string
  /** the text of a test: what it is, and that nobody should publish it */
  testNotice: string
  /** under a text that a machine translated */
  machineTranslated: string
  /** opens the note to desks, without a colon */
  deskNote: string
  /** heads the files of a release, without a colon */
  files: string
  /** the words of an unsubscribe link */
  unsubscribe: string
  /** what is said once it has worked */
  unsubscribed: string
  /** why a person got this mail */
  whyReceived: string
}

type Pair = readonly [open: string, close: string]

/** How the newsrooms of one language write what stands around a text. */
export type House = {
  /** canonical tag */
  language: string
  englishName: string
  /** what the language calls itself */
  nativeName: string
  /** ISO 15924 */
  script: string
  direction: 'ltr' | 'rtl'
  /** quotation marks, and those within them */
  quotes: { outer: Pair; inner: Pair }
  /** stands between the lead and the first sentence; `{place}` and `{date}`; ends in its own space */
  dateline: string
  /** how a day is written: options for Intl.DateTimeFormat */
  date: Intl.DateTimeFormatOptions
  /** how the first day of a month is written, where it is not its number */
  firstDay?: string
  /** between the items of a list and before its last, each with its own space */
  list: { comma: string; last: string }
  number: { decimal: string; group: string }
  /** after a heading and before what it heads, with its own space */
  colon: string
  phrases: Phrases
}

/** Day, month by its name, year: in the Gregorian calendar and Latin digits, which every newsroom reads. */
export const longDate: Intl.DateTimeFormatOptions = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
}

/** A phrase with its placeholders filled; one that is not given stays as it stands. */
export function fillPhrase(phrase: string, values: Record<string, string>): string {
  return phrase.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder)
}
