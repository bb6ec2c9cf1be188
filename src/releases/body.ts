import { escapeHtml, isBlank, parseMarkup, printMarkup, textContent } from '../formats/markup.ts'
import { findForbiddenCharacter, isolateEmbeddings } from '../languages/characters.ts'
import { Problem } from '../problem.ts'
import { markdownToHtml } from './markdown.ts'
import { type Sanitised, sanitise } from './sanitise.ts'
import { tidyBody } from './tidy-body.ts'

/** A body as it is handed in. */
export type BodySource = { format: 'html' | 'markdown' | 'text'; content: string }

/**
 * A body in the subset of HTML that docs/html.md describes: what every format is made from. It is a row of blocks
 * (paragraphs, headings, lists, tables, figures, quotations), never loose text.
 *
 * Text is kept character for character, but that directional embeddings become isolates. Of plain text every line is a paragraph; blank lines only part them.
 * Markdown is CommonMark with tables and strikethrough; HTML inside it is text.
 *
 * @returns the HTML, and what was taken out, each once, as a selector
 * @throws a Problem `invalid` where elements stand more than 1,000 deep in each other, where there are more than maxElements of
 *   them or more than maxMarks, or where a reference such as `&#x202e;` names a character that findForbiddenCharacter refuses
 */
export function toBodyHtml({ format, content }: BodySource): Sanitised {
  const { html, removed } = sanitise(toHtml(format, content.replace(/\r\n?/g, '\n')))
  const tidied = printMarkup(tidyBody(parseMarkup(html)))
  const forbidden = findForbiddenCharacter(tidied)
  if (forbidden) throw new Problem('invalid', `The body names ${forbidden.codePoint}, which ${forbidden.advice}.`)
  return { html: isolateEmbeddings(tidied), removed }
}

/**
 * Whether a body says nothing. Pictures and characters that show nothing (spaces, joiners, direction marks) are no text.
 *
 * @param html as toBodyHtml returns it
 */
export function isEmptyBody(html: string): boolean {
  return /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(textContent(parseMarkup(html)))
}

function toHtml(format: BodySource['format'], content: string): string {
  if (format === 'html') return content
  if (format === 'markdown') return markdownToHtml(content)
  return content
    .split('\n')
    .filter((line) => !isBlank(line))
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('')
}
