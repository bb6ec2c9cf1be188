import { houseOf } from '../../languages/houses.ts'
import { bylineOf } from '../byline.ts'
import type { Attachment, Document } from '../document.ts'
import { storyHtml } from '../html.ts'
import { escapeHtml, parseMarkup, textContent } from '../markup.ts'
import { openedParagraphs } from '../text.ts'
import type { FeedEntry } from './feed.ts'

/** What an entry says, whichever feed it stands in. Of one that is withdrawn nothing is left but that it is. */
export type EntryText = {
  title: string
  html: string
  text: string
  summary: string | undefined
  author: string
  /** where it is read on a page */
  url: string | undefined
  attachments: readonly Attachment[]
}

/** The texts of an entry; `html` carries its own language and direction. */
export function entryText({ document, withdrawn, url }: FeedEntry): EntryText {
  const { headline, summary, wire, canonicalUrl, attachments = [] } = document
  const author = bylineOf(document) || wire.name
  if (!withdrawn) {
    const text = openedParagraphs(document).join('\n\n')
    return { title: headline, html: storyHtml(document), text, summary, author, url: url ?? canonicalUrl, attachments }
  }
  const { label, lines } = noticeOf(document)
  const { language, direction, words } = document
  const html = lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('')
  return {
    title: `${label}${words.colon}${headline}`,
    html: `<div lang="${escapeHtml(language)}" dir="${direction}">${html}</div>`,
    text: lines.join('\n\n'),
    summary: undefined,
    author,
    url,
    attachments: [],
  }
}

/** What a kill says; of a release that is withdrawn otherwise, what the house says. */
function noticeOf({ language, notice, versionKind, bodyHtml, words }: Document): { label: string; lines: string[] } {
  const { kill, withdrawn } = houseOf(language).phrases
  const { label, text } = versionKind === 'kill' && notice ? notice : { label: kill, text: withdrawn }
  const said = versionKind === 'kill' ? textContent(parseMarkup(bodyHtml)).trim() : ''
  // The body of a kill is its notice: in the wire's own words, or in others.
  return { label, lines: [`${label}${words.colon}${text}`, ...(said === '' || said === text ? [] : [said])] }
}
