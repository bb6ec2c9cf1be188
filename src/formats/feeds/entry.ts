import { houseOf } from '../../languages/houses.ts'
import { bylineOf } from '../byline.ts'
import type { Attachment, Document } from '../document.ts'
import { storyHtml } from '../html.ts'
import { type Element, element, parseMarkup, textContent } from '../markup.ts'
import { embargoLine, openedStory } from '../story.ts'
import { toParagraphs } from '../text.ts'
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

/** The texts of an entry; `html` carries its own language and direction. An embargo opens the story, and what sums it up. */
export function entryText({ document, withdrawn, url }: FeedEntry): EntryText {
  const { headline, summary, wire, canonicalUrl, attachments = [] } = document
  const author = bylineOf(document) || wire.name
  if (!withdrawn) {
    const embargo = embargoLine(document)
    const blocks = [...(embargo ? [element('p', [element('strong', [embargo])])] : []), ...openedStory(document)]
    const opened = embargo && summary ? `${embargo}\n${summary}` : summary
    return { title: headline, ...writeBlocks(document, blocks), summary: opened, author, url: url ?? canonicalUrl, attachments }
  }
  const { label, lines } = noticeOf(document)
  const blocks = lines.map((line) => element('p', [line]))
  const title = `${label}${document.words.colon}${headline}`
  return { title, ...writeBlocks(document, blocks), summary: undefined, author, url, attachments: [] }
}

function writeBlocks(document: Document, blocks: Element[]): Pick<EntryText, 'html' | 'text'> {
  return { html: storyHtml(document, blocks), text: toParagraphs(blocks).join('\n\n') }
}

/** What a kill says; of a release that is withdrawn otherwise, what the house says. */
function noticeOf({ language, notice, versionKind, bodyHtml, words }: Document): { label: string; lines: string[] } {
  const { kill, withdrawn } = houseOf(language).phrases
  const { label, text } = versionKind === 'kill' && notice ? notice : { label: kill, text: withdrawn }
  const said = versionKind === 'kill' ? textContent(parseMarkup(bodyHtml)).trim() : ''
  // The body of a kill is its notice: in the wire's own words, or in others.
  return { label, lines: [`${label}${words.colon}${text}`, ...(said === '' || said === text ? [] : [said])] }
}
