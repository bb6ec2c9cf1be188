import type { Attachment, Document } from './document.ts'

const types = { image: 'picture', video: 'video', document: undefined }

/** What goes with a text, as ninjs 3.1 has it: its other languages, its files, and the version that it takes the place of. */
export function associations(document: Document) {
  const { alternates, attachments = [], replaces, uri, headline } = document
  return [
    ...alternates.map((other) => ({
      name: other.headline,
      rel: 'translation',
      uri: other.uri,
      type: 'text',
      language: other.language,
      headlines: [plainText('main', other.headline)],
    })),
    ...attachments.map(toAssociation),
    ...(replaces === undefined ? [] : [{ name: headline, rel: 'replaces', uri, version: String(replaces), type: 'text' }]),
  ]
}

function toAssociation(file: Attachment) {
  const { id, kind, fileName, contentType, sizeBytes, sha256, width, height, caption, credit, alternativeText, url } = file
  const { renditions = [] } = file
  const said = { caption, credit, alternative: alternativeText }
  return {
    name: fileName,
    rel: 'attachment',
    uri: `urn:uuid:${id}`,
    type: types[kind],
    by: credit,
    descriptions: Object.entries(said).flatMap(([role, value]) => (value ? [plainText(role, value)] : [])),
    renditions: [
      { name: 'original', href: url, contentType, title: fileName, width, height, sizeInBytes: sizeBytes },
      ...renditions.map(({ url: href, sizeBytes: sizeInBytes, ...one }) => ({ ...one, href, sizeInBytes })),
    ],
    altIds: sha256 ? [{ role: 'sha256', value: sha256 }] : undefined,
  }
}

function plainText(role: string, value: string) {
  return { role, contentType: 'text/plain', value }
}
