import type { Attachment, Document } from './document.ts'
import { type Markup, parseMarkup } from './markup.ts'

/** What is seen with an article of schema.org: pictures of its text, then the files of its release by their kinds. */
export function articleMedia({ bodyHtml, attachments = [] }: Document) {
  const of = (kind: Attachment['kind'], type: string) =>
    attachments.filter((file) => file.kind === kind).map((file) => toMedia(file, type))
  return {
    image: nonEmpty([...new Set(pictures(parseMarkup(bodyHtml))), ...of('image', 'ImageObject')]),
    video: nonEmpty(of('video', 'VideoObject')),
    associatedMedia: nonEmpty(of('document', 'MediaObject')),
  }
}

function toMedia({ url, contentType, fileName, sizeBytes, ...file }: Attachment, type: string) {
  const { sha256, width, height, caption, credit, alternativeText } = file
  return {
    '@type': type,
    name: fileName,
    contentUrl: url,
    encodingFormat: contentType,
    contentSize: sizeBytes === undefined ? undefined : String(sizeBytes),
    sha256,
    width: pixels(width),
    height: pixels(height),
    caption,
    creditText: credit,
    description: alternativeText || undefined,
  }
}

/** E37 is the pixel of UN/CEFACT. */
function pixels(value: number | undefined) {
  return value === undefined ? undefined : { '@type': 'QuantitativeValue', value, unitCode: 'E37' }
}

function pictures(nodes: readonly Markup[]): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return []
    return node.name === 'img' && node.attributes.src ? [node.attributes.src] : pictures(node.children)
  })
}

/** Nothing is left out rather than empty. */
export function nonEmpty<T>(values: T[]): T[] | undefined {
  return values.length > 0 ? values : undefined
}
