/**
 * How the newsrooms of one language write what stands around a text. `{wire}` and `{url}` are the wire's name and
 * address, `{place}` and `{date}` those of the dateline, `{time}` an instant; fill them with fillPhrase.
 */
export type House = {
  /** canonical tag */
  language: string
  /** what the language calls itself */
  nativeName: string
  direction: 'ltr' | 'rtl'
  /** opens the text and names the wire; ends in its own space */
  lead: string
  /** stands between the lead and the first sentence; ends in its own space */
  dateline: string
  /** heads the line of sectors, without a colon */
  sectors: string
  /** heads the contacts, without a colon */
  contact: string
  embargoedUntil: string
  /** between the items of a list, with its own space */
  listComma: string
  /** after a heading and before what it heads, with its own space */
  colon: string
  /** under a text that somebody else than the issuer provides */
  disclaimer: string
  /** what the wire says of itself where it has not said it otherwise */
  wireBoilerplate: string
  /** the words of an unsubscribe link */
  unsubscribe: string
  /** what is said once it has worked */
  unsubscribed: string
  /** why a person got this mail */
  whyReceived: string
}

/** A phrase with its placeholders filled; one that is not given stays as it stands. */
export function fillPhrase(phrase: string, values: Record<string, string>): string {
  return phrase.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder)
}
