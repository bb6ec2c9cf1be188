import MarkdownIt from 'markdown-it'
import { Problem } from '../problem.ts'
import { maxElements, refuseElements } from './sanitise.ts'

/** How many characters that may be marks (`*`, `[`, a line end …) a text in Markdown may have; each costs time of its own. */
export const maxMarks = 50_000

// An item of a list is five tokens for one element; nothing has more.
const maxTokens = 5 * maxElements

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false })
// Addresses are judged in one place, sanitise; here every link is read, and its text is left as it was written.
markdown.validateLink = () => true
markdown.normalizeLinkText = (text) => text
// Rules that never apply: they are asked once per line, and once per character that is no plain text.
const whereverBlocksBegin = ['paragraph', 'reference', 'blockquote', 'list', 'table']
markdown.block.ruler.before('table', 'limit', ({ tokens }) => tokens.length > maxTokens && refuseElements(), {
  alt: whereverBlocksBegin,
})
markdown.inline.ruler.after('text', 'limit', ({ env }) => {
  const marks = Number(env.marks) + 1
  env.marks = marks
  return marks > maxMarks && refuseMarks()
})

/**
 * Markdown as HTML: CommonMark with tables and strikethrough; HTML inside it is text. Nothing is replaced or linked.
 *
 * @returns HTML as untrusted as what it was made from
 * @throws a Problem `invalid` beyond maxMarks, or far beyond maxElements: before it has cost much time
 */
export function markdownToHtml(content: string): string {
  return markdown.render(content, { marks: 0 })
}

function refuseMarks(): never {
  const most = maxMarks.toLocaleString('en')
  throw new Problem('invalid', `The body has more than ${most} marks of Markdown, such as * [ - or line ends: shorten it.`)
}
