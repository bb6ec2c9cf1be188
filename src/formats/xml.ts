import type { Element, Markup } from './markup.ts'

/**
 * An element and all in it as a whole XML 1.0 file in UTF-8. Nothing is indented: white space is text.
 *
 * @param root its names and those of its attributes must be names in XML; prefixes are declared by attributes
 */
export function printXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${printNode(root)}\n`
}

/**
 * A text on one line: tabs and line ends become spaces, as XML Schema wants it of names and literals.
 *
 * @see NewsML-G2 2.35, type g2normalizedString
 */
export function onOneLine(text: string): string {
  return text.replace(/\r\n|[\t\n\r]/g, ' ')
}

function printNode(node: Markup): string {
  if (typeof node === 'string') return escapeXml(node)
  const { name, attributes, children } = node
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)
  const opening = `<${name}${written.join('')}`
  return children.length === 0 ? `${opening}/>` : `${opening}>${children.map(printNode).join('')}</${name}>`
}

// What is no Char in XML 1.0 (section 2.2): most control characters, halves of surrogate pairs, U+FFFE and U+FFFF.
const unprintable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** A text with U+FFFD for each character that neither XML nor HTML can hold. No release that was accepted has one. */
export function onlyPrintable(text: string): string {
  return text.replace(unprintable, '\uFFFD')
}

function escapeXml(text: string): string {
  const escaped = onlyPrintable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  // As itself a parser reads it as a line feed (section 2.11).
  return escaped.replaceAll('\r', '&#13;')
}

/** White space as itself becomes spaces in an attribute (section 3.3.3). */
function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;')
}
