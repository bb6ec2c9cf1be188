import type { Document, Format } from './document.ts'
import { fileBlocks } from './files.ts'
import { type Element, isBlank, type Markup, textContent } from './markup.ts'
import { deskLine, embargoLine, noticeLine, openedStory, storyParts } from './story.ts'

/**
 * Plain text in UTF-8: what a later version is, headline, subheadline, embargo, note to desks, the story, the files as links, parted by
 * blank lines.
 */
export const text: Format = {
  key: 'text',
  contentType: 'text/plain; charset=utf-8',
  write(document) {
    const { headline, subheadline } = document
    const head = [noticeLine(document), headline, subheadline, embargoLine(document), deskLine(document)]
    const files = toParagraphs(fileBlocks(document))
    return `${[...head.filter((line) => line !== undefined), ...storyParagraphs(document), ...files].join('\n\n')}\n`
  },
}

/**
 * The story as paragraphs of plain text, from the lead to the wire's boilerplate. A paragraph has several lines where there
 * are breaks in it, and one line per item of a list and per row of a table.
 */
export function storyParagraphs(document: Document): string[] {
  return storyParts(document).flatMap(({ blocks }) => toParagraphs(blocks))
}

/** The same, opened with what a later version is: what openedStory holds. */
export function openedParagraphs(document: Document): string[] {
  return toParagraphs(openedStory(document))
}

/**
 * Blocks of the HTML subset as plain text. Characters stay as they are; only line ends of the source become a space, as they
 * do in HTML. A link prints its address after its text unless the two are the same, a picture its alternative text.
 */
export function toParagraphs(blocks: readonly Markup[]): string[] {
  return blocks.flatMap(toTexts).filter((paragraph) => paragraph !== '')
}

function toTexts(block: Markup): string[] {
  if (typeof block === 'string') return [flow([block])]
  const { name, children } = block
  if (name === 'ul' || name === 'ol') return [listText(block)]
  if (name === 'table') return [rowsOf(block).map(rowText).join('\n')]
  if (name === 'figure') return [toParagraphs(children).join('\n')]
  if (name === 'blockquote') return toParagraphs(children)
  if (name === 'pre') return [trimEnds(textContent(children), '\n')]
  return [flow([block])]
}

function listText({ name, attributes, children }: Element): string {
  const start = Number(attributes.start ?? 1)
  const items = children.filter((child) => typeof child !== 'string')
  return items.map((item, at) => itemText(item, name === 'ol' ? `${start + at}. ` : '• ')).join('\n')
}

function itemText({ children }: Element, marker: string): string {
  return `${marker}${mixedParagraphs(children)
    .join('\n')
    .replaceAll('\n', `\n${' '.repeat(marker.length)}`)}`
}

function rowsOf({ children }: Element): Element[] {
  return children.flatMap((child) => {
    if (typeof child === 'string') return []
    return child.name === 'tr' ? [child] : rowsOf(child)
  })
}

function rowText({ children }: Element): string {
  const cells = children.filter((child) => typeof child !== 'string')
  return cells.map((cell) => mixedParagraphs(cell.children).join(' ').replaceAll('\n', ' ')).join(' | ')
}

/** An item or a cell holds blocks or text, never both. */
function mixedParagraphs(children: readonly Markup[]): string[] {
  const holdsBlocks = children.some((child) => typeof child !== 'string' && blockNames.has(child.name))
  return holdsBlocks ? toParagraphs(children) : [flow(children)]
}

const blockNames = new Set('p h2 h3 h4 ul ol blockquote table figure pre'.split(' '))

// Stands for <br> until white space is settled; no text can hold it.
const lineBreak = '\0'

function flow(nodes: readonly Markup[]): string {
  const settled = inlineText(nodes).replace(/[\t\n\f\r \0]+/g, (run) => {
    const breaks = run.split(lineBreak).length - 1
    if (breaks > 0) return '\n'.repeat(breaks)
    // Spaces are the issuer's; a line end is the layout of the source.
    return /[\n\r]/.test(run) ? ' ' : run
  })
  return trimEnds(settled, '\t\n\f ')
}

function inlineText(nodes: readonly Markup[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node
      if (node.name === 'br') return lineBreak
      if (node.name === 'img') return node.attributes.alt ?? ''
      if (node.name === 'a') return linkText(node)
      if (node.name === 'ruby') return rubyText(node)
      return inlineText(node.children)
    })
    .join('')
}

function linkText({ attributes: { href }, children }: Element): string {
  const label = inlineText(children)
  if (href === undefined || isBlank(label)) return label + (href ?? '')
  const said = [label, `mailto:${label}`, `tel:${label.replace(/[^\d+]/g, '')}`, `https://${label}`, `http://${label}`]
  return said.includes(href) || said.includes(href.replace(/\/$/, '')) ? label : `${label} (${href})`
}

function rubyText({ children }: Element): string {
  const hasParentheses = children.some((child) => typeof child !== 'string' && child.name === 'rp')
  if (hasParentheses) return inlineText(children)
  return children
    .map((child) => (typeof child !== 'string' && child.name === 'rt' ? `(${inlineText([child])})` : inlineText([child])))
    .join('')
}

/** Not a regular expression: those that look for the end of a text take quadratic time on long runs of spaces. */
function trimEnds(text: string, characters: string): string {
  let start = 0
  let end = text.length
  while (start < end && characters.includes(text.charAt(start))) start += 1
  while (end > start && characters.includes(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}
