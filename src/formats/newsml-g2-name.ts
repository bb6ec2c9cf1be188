import { type Element, element } from './markup.ts'
import { onOneLine } from './xml.ts'

/** A name as NewsML-G2 has it: on one line; in the language of the item, or in another that is written from left to right. */
export function nameOf(text: string, language?: string): Element {
  return element('name', [onOneLine(text)], language ? { 'xml:lang': language, dir: 'ltr' } : {})
}
