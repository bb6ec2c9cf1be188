import type { Document } from './document.ts'
import { type Element, element, type Markup } from './markup.ts'
import { openedStory } from './story.ts'

/**
 * The story as a whole document in XHTML, for inside other XML: the headline stands in its title alone; the body
 * holds what storyHtml prints. Every `lang` is an `xml:lang`, too (XHTML 1.0, C.7).
 */
export function storyXhtml(document: Document): Element {
  const { language, direction, headline } = document
  const own = { lang: language, 'xml:lang': language, dir: direction }
  return element(
    'html',
    [
      element('head', [element('title', [headline])]),
      element('body', [element('div', openedStory(document).map(withXmlLanguage), own)]),
    ],
    { xmlns: 'http://www.w3.org/1999/xhtml', ...own },
  )
}

function withXmlLanguage(node: Markup): Markup {
  if (typeof node === 'string') return node
  const { name, attributes, children } = node
  const { lang } = attributes
  return element(name, children.map(withXmlLanguage), lang === undefined ? attributes : { ...attributes, 'xml:lang': lang })
}
