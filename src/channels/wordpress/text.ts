import type { Message } from '../channel.ts'
import { wrapText } from './mark.ts'
import { keepShown } from './shown.ts'

/**
 * What a post says, in WordPress's own words for it. All of it is HTML there, the title too.
 *
 * The text stands in an element with the edition's key, by which it is found again. Where the issuer shows it itself, a link there
 * closes it; a site that knows our `meta` (docs/channels/wordpress.md) names that address to search engines. Others ignore `meta`.
 */
export function textOf(message: Message): Record<string, unknown> {
  const { renderings, story, sequence } = message
  const [rendering] = renderings
  if (!rendering) throw new Error('a post needs a rendering')
  const { summary = '', canonicalUrl = '', headline, uri, version } = story
  const source = canonicalUrl && `<p dir="ltr"><a href="${escapeText(canonicalUrl)}">${escapeText(canonicalUrl)}</a></p>`
  return {
    title: escapeText(headline),
    content: wrapText(message, keepShown(new TextDecoder().decode(rendering.bytes) + source)),
    excerpt: escapeText(summary),
    meta: {
      dateline_canonical: canonicalUrl,
      dateline_uri: uri,
      dateline_version: version,
      ...(sequence === undefined ? {} : { dateline_sequence: sequence }),
    },
  }
}

/** A text as it stands in HTML. A quotation mark that is written as a reference is not bent by WordPress when it shows it. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
