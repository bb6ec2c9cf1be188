import type { Document, Format } from './document.ts'
import { storyHtml } from './html.ts'
import { element } from './markup.ts'
import { noticeLine, openedStory } from './story.ts'

/**
 * The story as a fragment of HTML for a page of somebody else's, such as a post, whose own title is the headline. Notice and
 * subheadline open it. Notes to desks are not for print, and addresses of files expire, which a page does not: neither stands in it.
 *
 * Nor does it say that it is embargoed: only for channels that keep it from the public until that is over.
 */
export const htmlStory: Format = {
  key: 'html-story',
  contentType: 'text/html; charset=utf-8',
  write: (document) => storyHtml(document, blocksOf(document)),
}

function blocksOf(document: Document) {
  const blocks = openedStory(document)
  const { subheadline } = document
  return subheadline ? blocks.toSpliced(noticeLine(document) ? 1 : 0, 0, element('h2', [subheadline])) : blocks
}
