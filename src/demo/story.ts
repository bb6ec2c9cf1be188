import { editions } from './editions.ts'
import { regions } from './regions.ts'

/** The lists of the demo wire, by rule; `Front pages` is filled by hand. */
export const lists = [
  { name: 'Front pages', description: 'A dozen that everybody reads, chosen by hand', rule: null },
  { name: 'Gulf', description: 'Everything in the Gulf states', rule: { include: { countries: ['AE', 'SA'] } } },
  {
    name: 'Asia-Pacific',
    description: 'East and South-East Asia',
    rule: { include: { countries: 'CN HK ID JP KR MY SG TH TW VN'.split(' ') } },
  },
  { name: 'Europe', description: 'Europe and Central Asia', rule: { include: { countries: 'DE ES FR GB KZ'.split(' ') } } },
  { name: 'Americas', description: 'North and South', rule: { include: { countries: ['BR', 'MX', 'US'] } } },
  { name: 'Energy desks', description: 'Who writes about energy, anywhere', rule: { include: { sectors: ['energy'] } } },
] as const

/** How many outlets are put on `Front pages`. */
export const frontPageCount = 12

/** The demo's issuer, as `POST /v1/issuers` takes it. */
export const issuer = {
  names: perLanguage(({ issuer: name }) => name),
  domain: 'aurelia.example',
  symbols: [{ exchange: 'XDFM', symbol: 'AURELIA' }],
  contacts: [{ name: 'Aurelia Energy press office', email: 'press@aurelia.example', phone: '+971 4 555 0100', public: true }],
  boilerplates: perLanguage(({ boilerplate }) => boilerplate),
}

/**
 * The demo's release, as `POST /v1/releases` takes it: every language, to the lists that have readers of it.
 *
 * @param listIds by the name of the list
 */
export function writeRelease(issuerId: string, listIds: ReadonlyMap<string, string>) {
  return {
    issuerIds: [issuerId],
    reference: 'AUR-2026-114',
    urgency: 3,
    source: { kind: 'issuer' },
    editions: Object.entries(editions).map(([language, { headline, subheadline, place, body }]) => ({
      language,
      headline,
      subheadline,
      dateline: { place },
      body: { format: 'html', content: body.join('\n') },
    })),
    sectors: ['energy', 'environment', 'top-story'],
    contacts: issuer.contacts,
    symbols: issuer.symbols,
    targets: targets().map(({ language, list }) => ({ language, outletListId: listIds.get(list) })),
  }
}

/** The lists that cut across the world first, so that the others show what these cover; then each language where it is read. */
function targets(): { language: string; list: string }[] {
  const regional = Object.keys(editions).flatMap((language) => {
    const countries = regions.filter((region) => region.language === language).map(({ country }) => country)
    return lists.flatMap(({ name, rule }) =>
      rule && 'countries' in rule.include && rule.include.countries.some((country) => countries.includes(country))
        ? [{ language, list: name }]
        : [],
    )
  })
  return [{ language: 'en', list: 'Front pages' }, { language: 'en', list: 'Energy desks' }, ...regional]
}

function perLanguage(say: (edition: (typeof editions)[string]) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(editions).map(([language, edition]) => [language, say(edition)]))
}
