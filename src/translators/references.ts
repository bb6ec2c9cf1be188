import { parseMarkup, textContent } from '../formats/markup.ts'

/**
 * Cuts a text at what would be read as a reference, such as a literal `&lt;`: LibreTranslate resolves references in all that it
 * returns, also in plain text. They have the odd places; joined it is the text again. `AT&T` is not cut.
 */
export function cutAtReferences(text: string): string[] {
  const parts = ['']
  for (const [at, part] of text.split(/(&#?\w+;?)/).entries()) {
    if (at % 2 === 1 && isReference(part)) parts.push(part, '')
    else parts.push((parts.pop() ?? '') + part)
  }
  return parts
}

function isReference(text: string): boolean {
  return textContent(parseMarkup(text)) !== text
}
