import { bylineOf } from './byline.ts'
import type { Document, Format } from './document.ts'
import { firstReleasedAt } from './first-released.ts'
import { storyHtml } from './html.ts'
import { measureText } from './length.ts'
import { associations } from './ninjs-associations.ts'
import { ninjsRights } from './ninjs-rights.ts'
import { statusOf } from './status.ts'
import { noticeLine } from './story.ts'
import { openedParagraphs } from './text.ts'

const newscodes = 'http://cv.iptc.org/newscodes'

/**
 * IPTC ninjs 3.1. The body stands in it twice, as HTML and as text, as it is to be printed: with lead, disclaimer, sectors
 * and boilerplates. Those stand in `descriptions` once more, by role, for readers that set them themselves. The bodies of a later
 * version open with the line that says what it is; `edNote` is that line, then the note to desks, which stands nowhere else. A kill has the `pubStatus` `canceled`, a
 * test `withheld`; what has no value is left out.
 */
export const ninjs: Format = {
  key: 'ninjs',
  // The IPTC has registered no media type of its own for ninjs.
  contentType: 'application/json; charset=utf-8',
  write: (document) => JSON.stringify(toNinjs(document)),
}

function toNinjs(document: Document) {
  const { language, dateline, embargoUntil, canonicalUrl } = document
  return {
    standard: { name: 'ninjs', version: '3.1', schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json' },
    uri: document.uri,
    type: 'text',
    representationType: 'full',
    version: String(document.version),
    firstCreated: firstReleasedAt(document)?.toISOString(),
    versionCreated: document.releasedAt.toISOString(),
    embargoedUntil: embargoUntil?.toISOString(),
    pubStatus: statusOf(document),
    urgency: document.urgency,
    language,
    ...ninjsRights(document),
    edNote: [noticeLine(document), document.deskNote].filter((line) => line !== undefined).join('\n') || undefined,
    by: bylineOf(document) || undefined,
    located: dateline?.place,
    title: document.headline,
    headlines: [plain('main', document.headline), plain('subheadline', document.subheadline)].flat(),
    descriptions: descriptions(document),
    bodies: bodies(document),
    digitalSourceType: digitalSourceType(document),
    genres: [{ name: 'Press Release', uri: `${newscodes}/genre/Press_Release` }],
    subjects: subjects(document),
    places: dateline && [{ name: dateline.place, rel: 'dateline' }],
    organisations: organisations(document),
    people: people(document),
    infoSources: infoSources(document),
    renditions: canonicalUrl && [{ name: 'canonical', href: canonicalUrl, contentType: 'text/html' }],
    altIds: altIds(document),
    associations: associations(document),
  }
}

function altIds({ releaseId, sequence }: Document) {
  return [{ role: 'release', value: releaseId }, ...(sequence === undefined ? [] : [{ role: 'sequence', value: sequence }])]
}

/** Made by a model that learned from samples of text: what the IPTC calls it whatever the medium. A text of people says nothing. */
function digitalSourceType({ machineTranslated }: Document) {
  if (!machineTranslated) return undefined
  const literal = 'trainedAlgorithmicMedia'
  return { name: machineTranslated, literal, uri: `${newscodes}/digitalsourcetype/${literal}` }
}

function subjects({ sectors }: Document) {
  return sectors.map(({ key, label, mediaTopic }) => ({
    name: label,
    rel: 'about',
    literal: key,
    uri: mediaTopic?.replace(/^medtop:/, `${newscodes}/mediatopic/`),
  }))
}

function plain(role: string, value: string | undefined) {
  return value ? [{ role, contentType: 'text/plain', value }] : []
}

function descriptions(document: Document) {
  const { summary, lead, dateline, boilerplate, machineTranslated, disclaimer, wireBoilerplate } = document
  return [
    plain('summary', summary),
    plain('lead', lead),
    plain('dateline', dateline?.text),
    plain('boilerplate', boilerplate),
    plain('machine-translated', machineTranslated),
    plain('disclaimer', disclaimer),
    plain('wire-boilerplate', wireBoilerplate),
  ].flat()
}

function bodies(document: Document) {
  const text = openedParagraphs(document).join('\n\n')
  const { characters, words } = measureText(document.language, text)
  return [
    { role: 'main', contentType: 'text/html', value: storyHtml(document) },
    { role: 'main', contentType: 'text/plain', charCount: characters, wordCount: words, value: text },
  ]
}

function organisations({ issuers }: Document) {
  return issuers.map(({ name, domain, symbols }) => ({
    name,
    rel: 'issuer',
    literal: domain,
    symbols: symbols.flatMap(({ exchange, symbol, isin }) => [
      { exchange, symbol },
      ...(isin ? [{ symbolType: `${newscodes}/financialinstrumentsymboltype/ISIN`, symbol: isin }] : []),
    ]),
  }))
}

function people({ contacts }: Document) {
  return contacts.map(({ name, email, phone }) => ({
    name,
    rel: 'contact',
    contactInfo: [...(email ? [{ type: 'email', value: email }] : []), ...(phone ? [{ type: 'phone', value: phone }] : [])],
  }))
}

function infoSources({ issuers, source, wire }: Document) {
  return [
    ...issuers.map(({ name }) => ({ name, role: 'issuer' })),
    ...(source.kind === 'contentProvider' && source.name ? [{ name: source.name, role: 'contentProvider' }] : []),
    { name: wire.name, role: 'distributor', uri: wire.url },
  ]
}
