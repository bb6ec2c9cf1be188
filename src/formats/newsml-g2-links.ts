import type { Attachment, Document } from './document.ts'
import { type Element, element } from './markup.ts'
import { onOneLine } from './xml.ts'

/** What an item leads to: its other languages, its files, and the version that it takes the place of. */
export function links({ alternates, attachments = [], replaces, uri }: Document): Element[] {
  return [
    ...alternates.map(({ language, uri: residref, headline: title }) =>
      element('link', [], { rel: 'irel:seeAlso', residref, title, 'xml:lang': language }),
    ),
    ...attachments.map(toLink),
    ...(replaces === undefined
      ? []
      : [element('link', [], { rel: 'irel:previousVersion', residref: uri, version: String(replaces) })]),
  ]
}

/** The schema lets properties of the standard stand in a link: they tell of its target. */
function toLink({ url, contentType, sizeBytes, fileName, caption, credit, alternativeText, sha256 }: Attachment): Element {
  return element(
    'link',
    [
      ...(caption ? [element('description', [caption], { role: 'drol:caption' })] : []),
      // The IPTC's roles of descriptions know none for who cannot see the picture.
      ...(alternativeText ? [element('description', [alternativeText], { roleuri: 'urn:dateline:role:alternative-text' })] : []),
      ...(credit ? [element('creditline', [onOneLine(credit)])] : []),
      ...(sha256 ? [element('hash', [sha256], { hashtypeuri: 'urn:dateline:hash:sha-256' })] : []),
    ],
    {
      rel: 'irel:seeAlso',
      href: url,
      contenttype: contentType,
      ...(sizeBytes === undefined ? {} : { size: String(sizeBytes) }),
      title: fileName,
    },
  )
}
