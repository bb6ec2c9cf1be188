import { bylineOf } from './byline.ts'
import type { Document, Format } from './document.ts'
import { editorsNote } from './editors-note.ts'
import { firstReleasedAt } from './first-released.ts'
import { measureText } from './length.ts'
import { type Element, element } from './markup.ts'
import { issuerFacts } from './newsml-g2-issuers.ts'
import { links } from './newsml-g2-links.ts'
import { nameOf } from './newsml-g2-name.ts'
import { rightsInfo } from './newsml-g2-rights.ts'
import { statusOf } from './status.ts'
import { noticeLine } from './story.ts'
import { openedParagraphs } from './text.ts'
import { storyXhtml } from './xhtml.ts'
import { onOneLine, printXml } from './xml.ts'

/**
 * IPTC NewsML-G2 2.35, conformance power: a newsItem whose content is the whole story in XHTML, with lead, disclaimer, sectors
 * and boilerplates. All versions have one `guid`; a kill has the `pubStatus` `stat:canceled`, a test `stat:withheld`. What has no value is left out.
 * Every alias is one of the catalogue's that is named, what is the wire's own is a literal.
 */
export const newsmlG2: Format = {
  key: 'newsml-g2',
  // Registered with IANA for all G2 items.
  contentType: 'application/vnd.iptc.g2.newsitem+xml; charset=utf-8',
  write: (document) => printXml(toNewsItem(document)),
}

const catalog = 'http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml'

function toNewsItem(document: Document): Element {
  return element(
    'newsItem',
    [
      element('catalogRef', [], { href: catalog }),
      ...rightsInfo(document),
      itemMeta(document),
      contentMeta(document),
      ...issuerFacts(document),
      element('contentSet', [content(document)]),
    ],
    {
      xmlns: 'http://iptc.org/std/nar/2006-10-01/',
      guid: document.uri,
      version: String(document.version),
      standard: 'NewsML-G2',
      standardversion: '2.35',
      conformance: 'power',
      'xml:lang': document.language,
      dir: document.direction,
    },
  )
}

/** About the item, in the order of the schema (ItemManagementGroup). */
function itemMeta(document: Document): Element {
  const { releasedAt, embargoUntil, headline, canonicalUrl } = document
  const first = firstReleasedAt(document)
  return element('itemMeta', [
    element('itemClass', [], { qcode: 'ninat:text' }),
    providerOf(document),
    element('versionCreated', [releasedAt.toISOString()]),
    ...(first ? [element('firstCreated', [first.toISOString()])] : []),
    ...(embargoUntil ? [element('embargoed', [embargoUntil.toISOString()])] : []),
    element('pubStatus', [], { qcode: `stat:${statusOf(document)}` }),
    element('title', [headline]),
    ...editorsNotes(document),
    ...signals(document),
    ...(canonicalUrl ? [element('altRep', [canonicalUrl], { contenttype: 'text/html' })] : []),
    ...links(document),
  ])
}

function providerOf({ wire }: Document): Element {
  const uri = URL.parse(wire.url)?.href
  return element('provider', [nameOf(wire.name)], uri ? { uri } : { literal: onOneLine(wire.name) })
}

function editorsNotes(document: Document): Element[] {
  const [english, own] = [editorsNote(document), noticeLine(document)]
  return [
    ...(english ? [element('edNote', [english], { 'xml:lang': 'en', dir: 'ltr' })] : []),
    ...(own ? [element('edNote', [own])] : []),
    ...(document.deskNote ? [element('edNote', [document.deskNote], { roleuri: 'urn:dateline:role:desk-note' })] : []),
  ]
}

/** The IPTC has signals for an update and a correction; a kill is told by its status. */
function signals({ versionKind }: Document): Element[] {
  if (versionKind !== 'update' && versionKind !== 'correction') return []
  return [element('signal', [], { qcode: `sig:${versionKind}` })]
}

/** About the content: first AdministrativeMetadataGroup, then DescriptiveMetadataGroup. */
function contentMeta(document: Document): Element {
  const { urgency, releaseId, sequence, language, headline, subheadline, dateline, summary, machineTranslated } = document
  const qcode = 'digsrctype:trainedAlgorithmicMedia'
  const by = bylineOf(document)
  return element('contentMeta', [
    element('urgency', [String(urgency)]),
    ...(machineTranslated ? [element('digitalSourceType', [nameOf(machineTranslated)], { qcode })] : []),
    ...(dateline ? [element('located', [nameOf(dateline.place)], { literal: onOneLine(dateline.place) })] : []),
    ...infoSources(document),
    element('altId', [releaseId]),
    ...(sequence === undefined ? [] : [element('altId', [sequence], { typeuri: 'urn:dateline:type:sequence' })]),
    element('language', [], { tag: language }),
    element('genre', [nameOf('Press Release', 'en')], { uri: 'http://cv.iptc.org/newscodes/genre/Press_Release' }),
    ...subjects(document),
    element('headline', [headline]),
    ...(subheadline ? [element('headline', [subheadline], { roleuri: 'urn:dateline:role:subheadline' })] : []),
    ...(dateline ? [element('dateline', [dateline.text])] : []),
    ...(by ? [element('by', [by])] : []),
    ...(summary ? [element('description', [summary], { role: 'drol:summary' })] : []),
  ])
}

/** Without a role: who originated the information. The wire only provides it. */
function infoSources({ issuers, source }: Document): Element[] {
  const provider = source.kind === 'contentProvider' && source.name ? [source.name] : []
  return [...issuers.map(({ name }) => name), ...provider].map((name) =>
    element('infoSource', [nameOf(name)], { literal: onOneLine(name) }),
  )
}

/** The wire's sectors, the Media Topics that they are mapped to, the issuers. */
function subjects({ sectors, issuers }: Document): Element[] {
  const topics = new Set(sectors.flatMap(({ mediaTopic }) => mediaTopic ?? []))
  return [
    ...[...topics].map((topic) =>
      element('subject', [], {
        type: 'cpnat:abstract',
        uri: topic.replace(/^medtop:/, 'http://cv.iptc.org/newscodes/mediatopic/'),
      }),
    ),
    ...sectors.map(({ key, label }) => element('subject', [nameOf(label)], { type: 'cpnat:abstract', literal: onOneLine(key) })),
    ...issuers.map(({ name }) => element('subject', [nameOf(name)], { type: 'cpnat:organisation', literal: onOneLine(name) })),
  ]
}

function content(document: Document): Element {
  const { characters, words } = measureText(document.language, openedParagraphs(document).join('\n\n'))
  return element('inlineXML', [storyXhtml(document)], {
    contenttype: 'application/xhtml+xml',
    charcount: String(characters),
    wordcount: String(words),
    'xml:lang': document.language,
    dir: document.direction,
  })
}
