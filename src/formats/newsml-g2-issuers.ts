import type { Document } from './document.ts'
import { type Element, element } from './markup.ts'
import { onOneLine } from './xml.ts'

type Issuer = Document['issuers'][number]

/**
 * Facts of the issuers, each asserted about the literal by which the content's metadata names it: website, what it is traded as,
 * and with the first the public contacts of the release.
 *
 * @see NewsML-G2 2.35, assert, organisationDetails, hasInstrument
 */
export function issuerFacts({ issuers, contacts }: Document): Element[] {
  return issuers.map((issuer, at) => {
    const details = [...websiteOf(issuer), ...(at === 0 ? contacts.map(contactInfo) : []), ...issuer.symbols.flatMap(instruments)]
    const name = onOneLine(issuer.name)
    return element('assert', [element('name', [name]), element('organisationDetails', details)], { literal: name })
  })
}

function websiteOf({ domain }: Issuer): Element[] {
  const url = domain && URL.parse(`https://${domain}/`)?.href
  return url ? [element('contactInfo', [element('web', [url])])] : []
}

function contactInfo({ name, email, phone }: Document['contacts'][number]): Element {
  return element('contactInfo', [
    element('note', [name]),
    ...(email ? [element('email', [email])] : []),
    ...(phone ? [element('phone', [phone])] : []),
  ])
}

/** The symbol at its market, a MIC of ISO 10383; then the ISIN, which has none. */
function instruments({ exchange, symbol, isin }: Issuer['symbols'][number]): Element[] {
  return [
    element('hasInstrument', [], { symbol, market: `mic:${exchange}` }),
    ...(isin ? [element('hasInstrument', [], { symbol: isin, symbolsrc: 'fisymtype:ISIN' })] : []),
  ]
}
