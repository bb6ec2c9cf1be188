import type { Document } from './document.ts'

/**
 * Who stands behind an article of schema.org: issuers are its authors and the organisations on whose behalf it was written, or a
 * content provider that has a name is; the wire is its publisher. The first issuer has the public contacts.
 */
export function articleParties({ issuers, source, wire, contacts }: Document) {
  const points = contacts.map(({ name, email, phone }) => ({ '@type': 'ContactPoint', name, email, telephone: phone }))
  const organisations = issuers.map((issuer, at) => ({
    ...toOrganisation(issuer),
    contactPoint: at === 0 && points.length > 0 ? points : undefined,
  }))
  const provider = source.kind === 'contentProvider' && source.name ? [{ '@type': 'Organization', name: source.name }] : []
  const author = provider.length > 0 ? provider : issuers.map(toOrganisation)
  return {
    author: author.length > 0 ? author : undefined,
    sourceOrganization: organisations.length > 0 ? organisations : undefined,
    publisher: { '@type': 'Organization', name: wire.name, url: wire.url },
  }
}

/** Symbols as `XDFM:ACME`, which schema.org wants with a MIC; only a Corporation may have them. An ISIN is an identifier. */
function toOrganisation({ name, domain, symbols }: Document['issuers'][number]) {
  const isins = symbols.flatMap(({ isin }) => (isin ? [{ '@type': 'PropertyValue', propertyID: 'ISIN', value: isin }] : []))
  return {
    '@type': symbols.length > 0 ? 'Corporation' : 'Organization',
    name,
    url: domain && `https://${domain}/`,
    tickerSymbol: symbols.length > 0 ? symbols.map(({ exchange, symbol }) => `${exchange}:${symbol}`) : undefined,
    identifier: isins.length > 0 ? isins : undefined,
  }
}
