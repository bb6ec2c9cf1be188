import type { Rights } from './document.ts'

/**
 * What a text's rights say of text and data mining, as a term of the PLUS vocabulary, which is the IPTC's, too. What is
 * reserved may still be found: search engines are let in.
 *
 * @see https://ns.useplus.org/LDF/ldf-XMPSpecification, Data Mining
 */
export function miningTerm({ mining }: Pick<Rights, 'mining'>): string {
  return `http://ns.useplus.org/ldf/vocab/${mining === 'allowed' ? 'DMI-ALLOWED' : 'DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING'}`
}

/**
 * The same as names and values of the TDM Reservation Protocol, which stand in the head of a page.
 *
 * @see https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/ section 6
 */
export function miningMarks({ mining, miningPolicyUrl }: Rights): { name: string; content: string }[] {
  return [
    { name: 'tdm-reservation', content: mining === 'reserved' ? '1' : '0' },
    ...(mining === 'reserved' && miningPolicyUrl ? [{ name: 'tdm-policy', content: miningPolicyUrl }] : []),
  ]
}

/**
 * The same as a policy of ODRL 2.2 in JSON, in the profile of that protocol: what the IPTC's RightsML builds upon.
 *
 * @param target what it is said of: a URI
 * @see https://www.w3.org/TR/odrl-model/
 */
export function miningPolicy({ mining, miningPolicyUrl }: Rights, target: string): string {
  const rule = [{ target, action: 'tdm:mine' }]
  return JSON.stringify({
    '@context': ['http://www.w3.org/ns/odrl.jsonld', { tdm: 'http://www.w3.org/ns/tdmrep#' }],
    '@type': 'Set',
    uid: miningPolicyUrl ?? `${target}:rights`,
    profile: 'http://www.w3.org/ns/tdmrep',
    ...(mining === 'allowed' ? { permission: rule } : { prohibition: rule }),
  })
}
