import { isolateIn } from '../languages/characters.ts'
import type { Attachment, Document } from './document.ts'
import { type Element, element, type Markup } from './markup.ts'

/** The pictures of a release as figures, each with its caption and its credit. */
export function pictureBlocks({ attachments = [] }: Document): Element[] {
  return attachments.filter(({ kind }) => kind === 'image').map(toFigure)
}

/** The files of a release as a list of links under its heading; nothing where there are none. */
export function fileBlocks(document: Document): Element[] {
  const { attachments = [], words } = document
  if (attachments.length === 0) return []
  return [
    element('p', [`${words.files}${words.colon.trimEnd()}`]),
    element(
      'ul',
      attachments.map((file) => toItem(file, document)),
    ),
  ]
}

function toFigure(picture: Attachment): Element {
  const { alternativeText, caption, renditions = [] } = picture
  // As large as a page needs it: the original is among the files.
  const { url, width, height } = renditions.find(({ name }) => name === 'web') ?? picture
  const size: Record<string, string> = width && height ? { width: String(width), height: String(height) } : {}
  const captions = captionLines(picture)
  return element('figure', [
    element('img', [], { src: url, alt: alternativeText ?? caption ?? '', ...size }),
    ...(captions.length > 0 ? [element('figcaption', byBreaks(captions))] : []),
  ])
}

function toItem(file: Attachment, { language, direction, words }: Document): Element {
  const { fileName, url, sizeBytes } = file
  const name = element('a', [isolateIn(direction, fileName)], { href: url })
  const size = sizeBytes === undefined ? [] : [`${words.listComma}${writeSize(language, sizeBytes)}`]
  return element('li', [name, ...size, ...captionLines(file).flatMap((line) => [element('br', []), line])])
}

function captionLines({ caption, credit }: Attachment): string[] {
  return [caption, credit].filter((line) => line !== undefined)
}

function byBreaks(lines: readonly string[]): Markup[] {
  return lines.flatMap((line, at) => (at > 0 ? [element('br', []), line] : [line]))
}

/** In kilobytes or megabytes, as the language writes them, in Latin digits. */
function writeSize(language: string, sizeBytes: number): string {
  const isLarge = sizeBytes >= 1_000_000
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: isLarge ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: isLarge ? 1 : 0,
    numberingSystem: 'latn',
  }).format(Math.max(sizeBytes / (isLarge ? 1_000_000 : 1000), 1))
}
