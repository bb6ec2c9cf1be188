import { type Element, element, isBlank, type Markup, textContent } from './markup.ts'
import { nitfTable } from './nitf-table.ts'

const blockNames = new Set('p h2 h3 h4 ul ol blockquote table figure pre'.split(' '))

/**
 * The subset of HTML (docs/html.md) as blocks of NITF 3.6 (group blockContent); no character is lost. What NITF has no element
 * for keeps its name as a class: `strong` is an `em` of class `strong`, `h3` an `hl2` of class `h3`. Pictures are `media`; one
 * inside a paragraph follows it. Ruby, which the schema declares and allows nowhere, stands in parentheses.
 */
export function toNitfBlocks(nodes: readonly Markup[]): Element[] {
  const blocks: Element[] = []
  let loose: Markup[] = []
  const gather = () => {
    if (!loose.every((node) => typeof node === 'string' && isBlank(node))) blocks.push(...flowBlock('p', element('p', loose)))
    loose = []
  }
  for (const node of nodes) {
    if (typeof node !== 'string' && blockNames.has(node.name)) {
      gather()
      blocks.push(...toBlocks(node))
    } else loose.push(node)
  }
  gather()
  return blocks
}

/** Paragraphs as text with a `br` between each two, for where NITF allows no blocks, such as a `tagline`. */
export function toNitfLines(paragraphs: readonly Element[]): Markup[] {
  return paragraphs.flatMap(({ children }, at) => [...(at > 0 ? [element('br', [])] : []), ...children.flatMap(toInline)])
}

function toBlocks(block: Element): Element[] {
  const { name, children } = block
  const attributes = attributesOf(block)
  if (name === 'h2') return flowBlock('hl2', block)
  if (name === 'h3' || name === 'h4') return flowBlock('hl2', block, { class: name })
  if (name === 'ul' || name === 'ol') return listOf(block)
  if (name === 'blockquote') return [element('bq', [element('block', toNitfBlocks(children))], attributes)]
  if (name === 'table') return nitfTable(block, attributes, ({ children: cell }) => mixed(cell), attributesOf)
  if (name === 'figure') return figureOf(block)
  if (name === 'pre') return [element('pre', [preText(children)], attributes)]
  return flowBlock('p', block)
}

/** Text with what stands in it; then its pictures, for which there is no place inside. */
function flowBlock(name: string, block: Element, extra: Record<string, string> = {}): Element[] {
  const children = block.children.flatMap(toInline)
  const pictures = picturesIn(block.children).map((picture) => mediaOf([picture], []))
  const text = element(name, children, { ...attributesOf(block), ...extra })
  return pictures.length > 0 && isBlank(textContent(children)) ? pictures : [text, ...pictures]
}

function listOf(block: Element): Element[] {
  const items = block.children
    .filter((child) => typeof child !== 'string')
    .map((item) => element('li', mixed(item.children), attributesOf(item)))
  const { start } = block.attributes
  // One item at least, says the schema.
  return items.length === 0 ? [] : [element(block.name, items, { ...attributesOf(block), ...(start ? { seqnum: start } : {}) })]
}

/** An item, a cell or a caption: text and blocks side by side. */
function mixed(children: readonly Markup[]): Markup[] {
  return children.flatMap((child): Markup[] => {
    if (typeof child !== 'string' && blockNames.has(child.name)) return toBlocks(child)
    return [...toInline(child), ...picturesIn([child]).map((picture) => mediaOf([picture], []))]
  })
}

function figureOf({ children }: Element): Element[] {
  const elements = children.filter((child) => typeof child !== 'string')
  const captions = elements.filter(({ name }) => name === 'figcaption')
  const others = children.filter((child) => typeof child === 'string' || child.name !== 'figcaption')
  const pictures = picturesIn(others)
  const blocks = toNitfBlocks(others).filter(({ name }) => name !== 'media')
  if (pictures.length === 0) return [...blocks, ...captions.flatMap((caption) => toNitfBlocks(caption.children))]
  return [mediaOf(pictures, captions), ...blocks]
}

function mediaOf(pictures: Element[], captions: Element[]): Element {
  const references = pictures.map(({ attributes: { src = '', alt } }) =>
    element('media-reference', [], { source: src, ...(alt ? { 'alternate-text': alt } : {}) }),
  )
  const texts = captions.map((caption) => element('media-caption', mixed(caption.children), attributesOf(caption)))
  return element('media', [...references, ...texts], { 'media-type': 'image' })
}

function picturesIn(nodes: readonly Markup[]): Element[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return []
    return node.name === 'img' ? [node] : picturesIn(node.children)
  })
}

function toInline(node: Markup): Markup[] {
  if (typeof node === 'string') return [node]
  const { name, attributes } = node
  if (name === 'img') return []
  if (name === 'br') return [element('br', [])]
  const children = node.name === 'ruby' ? rubyOf(node) : node.children.flatMap(toInline)
  const marks = attributesOf(node)
  if (name === 'a') return [element('a', children, { ...marks, ...(attributes.href ? { href: attributes.href } : {}) })]
  if (name === 'em') return [element('em', children, marks)]
  if (emphases.has(name)) return [element('em', children, { class: name, ...marks })]
  // A span, a bdi, a ruby: worth an element only for its language or direction.
  return Object.keys(marks).length === 0 ? children : [element('lang', children, marks)]
}

const emphases = new Set('strong u s code sub sup'.split(' '))

function rubyOf({ children }: Element): Markup[] {
  const hasParentheses = children.some((child) => typeof child !== 'string' && child.name === 'rp')
  return children.flatMap((child) => {
    const isReading = typeof child !== 'string' && child.name === 'rt'
    return isReading && !hasParentheses ? ['(', ...toInline(child), ')'] : toInline(child)
  })
}

function preText(nodes: readonly Markup[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : node.name === 'br' ? '\n' : preText(node.children))).join('')
}

/** Language and direction; `auto` has no word in ITS 1.0. */
function attributesOf({ attributes: { lang, dir } }: Element): Record<string, string> {
  return { ...(lang ? { 'xml:lang': lang } : {}), ...(dir === 'ltr' || dir === 'rtl' ? { 'its:dir': dir } : {}) }
}
