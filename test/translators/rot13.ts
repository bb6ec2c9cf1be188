import { type Markup, parseMarkup } from '../../src/formats/markup.ts'

/**
 * A translation that can be foretold and undone: the letters A to Z are moved by 13 places, all others stay. As in LibreTranslate,
 * white space at the ends of a paragraph goes, and references are resolved.
 */
export function translateText(text: string): string {
  return resolve(translateParagraphs(text))
}

function translateParagraphs(text: string): string {
  return text
    .split('\n')
    .map((paragraph) => rot13(paragraph.trim()))
    .join('\n')
    .replace(/^\n+/, '')
}

/** The letters A to Z, moved by 13 places; done twice, the text again. */
export function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const first = letter < 'a' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first)
  })
}

/**
 * HTML as LibreTranslate translates it: every text by itself, nothing in `code` and under `translate="no"`, a space at its ends
 * stays. Void elements are written with a slash, and in the end all references are resolved, those that stood for `<` and `&` too.
 */
export function translateHtml(html: string): string {
  return resolve(print(parseMarkup(html), true))
}

const notTranslated = new Set(['address', 'code', 'script', 'style', 'time'])

function print(nodes: readonly Markup[], translated: boolean): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return escapeText(translated ? keepSpaces(node) : node)
      const { name, attributes, children } = node
      const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(value).replaceAll('"', '&quot;')}"`)
      if (name === 'br' || name === 'img') return `<${name}${written.join('')}/>`
      const inner = print(children, translated && !notTranslated.has(name) && attributes.translate !== 'no')
      return `<${name}${written.join('')}>${inner}</${name}>`
    })
    .join('')
}

function keepSpaces(text: string): string {
  const translated = translateParagraphs(text)
  const before = text.startsWith(' ') && !translated.startsWith(' ') ? ' ' : ''
  return before + translated + (text.endsWith(' ') && !translated.endsWith(' ') ? ' ' : '')
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function resolve(text: string): string {
  const meanings: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }
  return text.replace(/&(lt|gt|quot|amp);/g, (reference) => meanings[reference] ?? reference)
}
