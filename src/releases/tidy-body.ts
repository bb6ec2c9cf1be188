import { type Element, element, isBlank, type Markup, textContent } from '../formats/markup.ts'

type Attributes = Record<string, string>

const paragraphs = new Set(['p', 'h2', 'h3', 'h4', 'pre', 'figcaption'])
const lists = new Set(['ul', 'ol'])
// What may stand directly in what.
const inTable: Record<string, readonly string[]> = {
  table: ['thead', 'tbody', 'tr'],
  thead: ['tr'],
  tbody: ['tr'],
  tr: ['th', 'td'],
}
// These cannot stand in their own kind: the inner one stays.
const unnested = new Set(['a', 'ruby', 'rt', 'rp'])
const blocks = new Set([...paragraphs, ...lists, ...Object.keys(inTable), 'th', 'td', 'li', 'div', 'blockquote', 'figure'])

// Around more blocks than this an inline element is an editor's wrapper, not emphasis; and what is repeated stays small.
const maxWrapped = 4

/**
 * Sanitised markup as a row of blocks: loose text becomes paragraphs, `div` goes, and what stands where it may not (a
 * paragraph in a link, text between table rows, an item outside its list) is moved to where it may. No text is lost, and
 * `dir` and `lang` of what goes pass to what was in it.
 *
 * @param nodes as sanitise lets them through
 */
export function tidyBody(nodes: readonly Markup[], inherited: Attributes = {}): Element[] {
  const result: Element[] = []
  let loose: Markup[] = []
  const gather = () => {
    if (!saysNothing(loose)) result.push(element('p', tidyInline(loose), inherited))
    loose = []
  }
  for (const node of nodes) {
    if (!holdsBlocks(node)) {
      loose.push(node)
      continue
    }
    gather()
    if (typeof node !== 'string') result.push(...tidyBlock(node, inherited))
  }
  gather()
  return result
}

function tidyBlock(block: Element, inherited: Attributes): Element[] {
  const { name, children } = block
  const attributes = { ...inherited, ...block.attributes }
  if (paragraphs.has(name)) {
    if (holdsBlocksWithin(block)) return tidyBody(children, attributes)
    return saysNothing(children) ? [] : [element(name === 'figcaption' ? 'p' : name, tidyInline(children), attributes)]
  }
  if (name === 'blockquote') return wrap('blockquote', tidyBody(children), attributes)
  if (name === 'figure') return tidyFigure(children, attributes)
  if (lists.has(name)) return wrap(name, tidyItems(children), attributes)
  if (name === 'li') return wrap('ul', tidyItems([block]), inherited)
  if (name === 'table') return tidyTable(block, attributes)
  const within = tidyBody(children, { ...inherited, ...directionOf(block) })
  return blocks.has(name) || within.length > maxWrapped ? within : within.map((inner) => wrapText(block, inner))
}

/** An inline element around blocks, such as a link around a headline and a paragraph, goes into each of them. */
function wrapText({ name, attributes }: Element, block: Element): Element {
  if (!paragraphs.has(block.name)) return block
  return { ...block, children: toInline(element(name, block.children, attributes)) }
}

function tidyItems(children: readonly Markup[]): Element[] {
  const items: Element[] = []
  for (const child of children) {
    const last = items.at(-1)
    if (typeof child === 'string' && isBlank(child)) continue
    if (typeof child !== 'string' && child.name === 'li') items.push(element('li', [...child.children], child.attributes))
    // Editors put an inner list behind the item that it belongs to, not in it.
    else if (typeof child !== 'string' && lists.has(child.name) && last) last.children.push(child)
    else items.push(element('li', [child]))
  }
  return items.map((item) => ({ ...item, children: tidyMixed(item.children) }))
}

function tidyFigure(children: readonly Markup[], attributes: Attributes): Element[] {
  const captions = children.filter(isCaption)
  const [caption] = captions
  if (captions.length > 1 || (caption && holdsBlocksWithin(caption))) return tidyBody(children, attributes)
  const at = caption ? children.indexOf(caption) : children.length
  const tidied = caption && !saysNothing([caption]) ? [{ ...caption, children: tidyInline(caption.children) }] : []
  return wrap('figure', [...tidyShown(children.slice(0, at)), ...tidied, ...tidyShown(children.slice(at + 1))], attributes)
}

/** What a figure shows: pictures as they are, anything else as blocks. */
function tidyShown(children: readonly Markup[]): Markup[] {
  if (!isBlank(textContent(children)) || children.some(holdsBlocks)) return tidyBody(children)
  return tidyInline(children.filter(holdsPicture))
}

function tidyTable(table: Element, attributes: Attributes): Element[] {
  const strays: Markup[] = []
  const tidied = wrap('table', tidyRows(table, strays), attributes)
  // As browsers do, what stands between the rows moves in front of the table.
  return [...tidyBody(strays, attributes), ...tidied]
}

function tidyRows({ name: parent, children }: Element, strays: Markup[]): Element[] {
  return children.flatMap((child) => {
    if (typeof child === 'string' || !inTable[parent]?.includes(child.name)) {
      strays.push(child)
      return []
    }
    const { name, attributes } = child
    return parent === 'tr'
      ? [element(name, tidyMixed(child.children), attributes)]
      : wrap(name, tidyRows(child, strays), attributes)
  })
}

/** What may stand in an item or a cell: text as it is, or blocks where there are any. */
function tidyMixed(children: readonly Markup[]): Markup[] {
  return children.some(holdsBlocks) ? tidyBody(children) : tidyInline(children)
}

function tidyInline(children: readonly Markup[]): Markup[] {
  return children.flatMap((child) => {
    if (typeof child === 'string') return [child]
    return toInline({ ...child, children: tidyInline(child.children) })
  })
}

/** An element in a text, or what was in it where it says nothing itself: a picture or a link without its address, a bare span. */
function toInline(inline: Element): Markup[] {
  const { name, attributes, children } = inline
  if (name === 'img') return attributes.src === undefined ? [] : [inline]
  const bare = (name === 'span' && Object.keys(attributes).length === 0) || (name === 'a' && attributes.href === undefined)
  return bare || (unnested.has(name) && holdsOwnKind(name, children)) ? children : [inline]
}

function holdsOwnKind(name: string, children: readonly Markup[]): boolean {
  return children.some((child) => typeof child !== 'string' && (child.name === name || holdsOwnKind(name, child.children)))
}

function wrap(name: string, children: Markup[], attributes: Attributes): Element[] {
  return children.length > 0 ? [element(name, children, attributes)] : []
}

function holdsBlocks(node: Markup): boolean {
  return typeof node !== 'string' && (blocks.has(node.name) || holdsBlocksWithin(node))
}

function isCaption(node: Markup): node is Element {
  return typeof node !== 'string' && node.name === 'figcaption'
}

function holdsBlocksWithin(node: Markup): boolean {
  return typeof node !== 'string' && node.children.some(holdsBlocks)
}

function saysNothing(nodes: readonly Markup[]): boolean {
  return isBlank(textContent(nodes)) && !nodes.some(holdsPicture)
}

function holdsPicture(node: Markup): boolean {
  return typeof node !== 'string' && (node.attributes.src !== undefined || node.children.some(holdsPicture))
}

function directionOf({ attributes: { dir, lang } }: Element): Attributes {
  return { ...(dir !== undefined && { dir }), ...(lang !== undefined && { lang }) }
}
