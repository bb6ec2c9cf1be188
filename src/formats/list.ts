import type { Document, Format, Rendering } from './document.ts'
import { html } from './html.ts'
import { htmlStory } from './html-story.ts'
import { newsArticle } from './newsarticle.ts'
import { newsmlG2 } from './newsml-g2.ts'
import { ninjs } from './ninjs.ts'
import { ninjs2 } from './ninjs-2.ts'
import { nitf } from './nitf.ts'
import { text } from './text.ts'

/** Every format, one line each; the key is what an endpoint asks for. */
export const formats: readonly Format[] = [
  ninjs, //
  ninjs2,
  newsmlG2,
  nitf,
  newsArticle,
  html,
  htmlStory,
  text,
]

/**
 * Writes a document in a format, in UTF-8.
 *
 * @param key of a format
 * @throws an Error for a key that is no format's: endpoints are checked when they are set up
 */
export function render(key: string, document: Document): Rendering {
  const format = formats.find((candidate) => candidate.key === key)
  if (!format) throw new Error(`There is no format ${key}: add it to src/formats/list.ts`)
  return { format: key, contentType: format.contentType, bytes: new TextEncoder().encode(format.write(document)) }
}
