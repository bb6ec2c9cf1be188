import type { Document } from './document.ts'
import { editorsNote } from './editors-note.ts'
import { type Element, element } from './markup.ts'
import { miningMarks } from './mining.ts'
import { statusOf } from './status.ts'

const newscodes = 'http://cv.iptc.org/newscodes'

/** The head of a NITF file: title, what has no place of its own, docdata, and when the first version went out (NITF 3.6, head). */
export function nitfHead(document: Document): Element {
  return element('head', [
    element('title', [document.headline]),
    ...metaOf(document).map(({ name, content }) => element('meta', [], { name, content })),
    docdata(document),
    ...historyOf(document),
  ])
}

function metaOf({ rights, canonicalUrl, sequence }: Document) {
  return [
    ...(rights ? [{ name: 'copyright', content: rights.notice }, ...miningMarks(rights)] : []),
    ...(canonicalUrl ? [{ name: 'canonical', content: canonicalUrl }] : []),
    ...(sequence === undefined ? [] : [{ name: 'sequence', content: sequence }]),
  ]
}

function historyOf({ firstReleasedAt, replaces }: Document): Element[] {
  return [
    ...(firstReleasedAt ? [element('revision-history', [], { norm: nitfDate(firstReleasedAt), comment: 'first version' })] : []),
    ...(replaces === undefined ? [] : [element('revision-history', [], { comment: `replaces version ${replaces}` })]),
  ]
}

/** An instant as NITF writes them: ISO 8601, basic form, UTC, such as `20261201T050000Z`. */
export function nitfDate(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

function docdata(document: Document): Element {
  const { uri, version, versionKind, urgency, releasedAt, embargoUntil, embargoOver, wire, sectors } = document
  const note = editorsNote(document)
  const status = statusOf(document)
  // An embargo that had ended by then keeps nothing back.
  const isEmbargoed = status === 'usable' && embargoUntil !== undefined && embargoUntil > releasedAt && !embargoOver
  return element(
    'docdata',
    [
      ...(versionKind === 'correction' && note
        ? [element('correction', [], { info: note, 'id-string': uri, regsrc: wire.name })]
        : []),
      element('doc-id', [], { regsrc: wire.name, 'id-string': uri }),
      element('urgency', [], { 'ed-urg': String(urgency) }),
      element('date.issue', [], { norm: nitfDate(releasedAt) }),
      element('date.release', [], { norm: nitfDate(embargoUntil ?? releasedAt) }),
      ...(note ? [element('ed-msg', [], { 'msg-type': versionKind, info: note })] : []),
      ...(document.deskNote ? [element('ed-msg', [], { 'msg-type': 'note', info: document.deskNote })] : []),
      // Same key, higher version: what comes later takes the place of what came before.
      element('du-key', [], { key: uri, version: String(version) }),
      ...rightsOf(document),
      element(
        'key-list',
        sectors.map(({ label }) => element('keyword', [], { key: label })),
      ),
      identifiedContent(document),
    ],
    {
      'management-status': isEmbargoed ? 'embargoed' : status,
      ...(document.replaces === undefined ? {} : { 'management-doc-idref': uri }),
    },
  )
}

function rightsOf({ rights, releasedAt, firstReleasedAt = releasedAt }: Document): Element[] {
  if (!rights) return []
  const { holder, usageTerms } = rights
  const year = String(firstReleasedAt.getUTCFullYear())
  return [
    element('doc.copyright', [], { year, holder }),
    ...(usageTerms ? [element('doc.rights', [], { owner: holder, limitations: usageTerms })] : []),
  ]
}

function identifiedContent(document: Document): Element {
  const { dateline, issuers, contacts, alternates } = document
  return element('identified-content', [
    ...issuers.map(orgOf),
    ...contacts.map(({ name, email, phone }) => person(name, { email, phone })),
    ...(dateline ? [element('location', [dateline.place], { class: 'dateline' })] : []),
    ...alternates.map(({ language, uri, headline }) =>
      element('virtloc', [headline], { class: 'translation', 'xml:lang': language, value: uri }),
    ),
    ...classifiers(document),
  ])
}

/** With what it is traded as: symbols by the MIC of their market (ISO 10383), and ISINs. */
function orgOf({ name, domain, symbols }: Document['issuers'][number]): Element {
  const codes = symbols.flatMap(({ exchange, symbol, isin }) => [
    element('alt-code', [], { idsrc: exchange, value: symbol }),
    ...(isin ? [element('alt-code', [], { idsrc: 'ISIN', value: isin })] : []),
  ])
  return element('org', [name, ...codes], { class: 'issuer', ...(domain ? { idsrc: 'domain', value: domain } : {}) })
}

function person(name: string, ways: Record<string, string | undefined>): Element {
  const codes = Object.entries(ways).map(([idsrc, value]) => (value ? [element('alt-code', [], { idsrc, value })] : []))
  return element('person', [name, ...codes.flat()], { class: 'contact' })
}

function classifiers({ sectors, machineTranslated, source }: Document): Element[] {
  const topics = new Set(sectors.flatMap(({ mediaTopic }) => mediaTopic ?? []))
  const code = (type: string, value: string, text?: string) =>
    element('classifier', text ? [text] : [], { type, idsrc: `${newscodes}/${type}/`, value })
  return [
    code('genre', 'Press_Release', 'Press Release'),
    ...[...topics].map((topic) => code('mediatopic', topic.replace(/^medtop:/, ''))),
    ...sectors.map(({ key, label }) => element('classifier', [label], { type: 'sector', value: key })),
    ...(machineTranslated ? [code('digitalsourcetype', 'trainedAlgorithmicMedia', machineTranslated)] : []),
    ...(source.name ? [element('classifier', [source.name], { type: 'source', value: source.kind })] : []),
  ]
}
