import { Parser } from 'htmlparser2'

/** A piece of HTML as plain data. */
export type Markup = string | Element

/** An element; its name and its attributes' names are in lower case. */
export type Element = { name: string; attributes: Record<string, string>; children: Markup[] }

const voids = new Set(['br', 'img'])

/** An element made by hand. */
export function element(name: string, children: Markup[], attributes: Record<string, string> = {}): Element {
  return { name, attributes, children }
}

/** Reads a fragment of HTML. Comments are left out, references are decoded; nothing is checked. */
export function parseMarkup(html: string): Markup[] {
  const root = element('', [])
  const open = [root]
  const parser = new Parser({
    onopentag(name, attributes) {
      const child = element(name, [], { ...attributes })
      const parent = open.at(-1) ?? root
      parent.children.push(child)
      open.push(child)
    },
    ontext(text) {
      const parent = open.at(-1) ?? root
      const before = parent.children.at(-1)
      // The parser cuts text at every reference; a text node is one string here.
      if (typeof before === 'string') parent.children[parent.children.length - 1] = before + text
      // One line end right after <pre> is not part of its text (HTML §13.2.6.4.7).
      else parent.children.push(parent.name === 'pre' && before === undefined ? text.replace(/^\n/, '') : text)
    },
    onclosetag() {
      open.pop()
    },
  })
  parser.end(html)
  return root.children
}

/** Writes markup as HTML, every text and attribute escaped. */
export function printMarkup(nodes: readonly Markup[]): string {
  return nodes.map((node) => (typeof node === 'string' ? escapeHtml(node) : printElement(node))).join('')
}

/** A text as it stands in HTML, in an element or between double quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** All text of some markup, nothing added, nothing collapsed. */
export function textContent(nodes: readonly Markup[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : textContent(node.children))).join('')
}

/** Whether a text is only what HTML collapses: spaces, tabs and line ends, not the no-break space. */
export function isBlank(text: string): boolean {
  return /^[\t\n\f\r ]*$/.test(text)
}

function printElement({ name, attributes, children }: Element): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeHtml(value)}"`)
  const opening = `<${name}${written.join('')}>`
  if (voids.has(name)) return opening
  const first = children[0]
  // What parsing drops is said twice.
  const dropped = name === 'pre' && typeof first === 'string' && first.startsWith('\n') ? '\n' : ''
  return `${opening}${dropped}${printMarkup(children)}</${name}>`
}
