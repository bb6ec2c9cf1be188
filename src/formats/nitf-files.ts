import type { Attachment, Document } from './document.ts'
import { type Element, element } from './markup.ts'

const types = { image: 'image', video: 'video', document: 'application' }

/** The files of a release as `media`, each with its caption and credit. Everything else of a file stands in its reference. */
export function nitfFiles({ attachments = [] }: Document): Element[] {
  return attachments.map((file) => {
    const { kind, caption, credit } = file
    return element(
      'media',
      [
        element('media-reference', [], referenceOf(file)),
        ...(caption ? [element('media-caption', [caption])] : []),
        ...(credit ? [element('media-producer', [credit])] : []),
      ],
      { 'media-type': types[kind] },
    )
  })
}

function referenceOf({ url, fileName, contentType, alternativeText, width, height }: Attachment): Record<string, string> {
  return {
    source: url,
    name: fileName,
    'mime-type': contentType,
    ...(alternativeText ? { 'alternate-text': alternativeText } : {}),
    ...(width && height ? { height: String(height), width: String(width), units: 'pixels' } : {}),
  }
}
