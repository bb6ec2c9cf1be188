import type { Document } from './document.ts'
import { escapeHtml } from './markup.ts'
import { miningMarks } from './mining.ts'

/** What stands in the head of a page before its style: title, rights, where the text stands besides, and its other languages. */
export function pageHead(document: Document): string {
  const { headline, canonicalUrl, firstReleasedAt, rights } = document
  const marks = [
    { name: 'viewport', content: 'width=device-width, initial-scale=1' },
    ...(firstReleasedAt ? [{ name: 'dcterms.issued', content: firstReleasedAt.toISOString() }] : []),
    ...(rights ? rightsMarks(rights) : []),
  ]
  const lines = [
    '<meta charset="utf-8">',
    ...marks.map(({ name, content }) => `<meta name="${name}" content="${escapeHtml(content)}">`),
    `<title>${escapeHtml(headline)}</title>`,
    ...(canonicalUrl ? [`<link rel="canonical" href="${escapeHtml(canonicalUrl)}">`] : []),
    ...alternateLinks(document),
  ]
  return `${lines.join('\n')}\n`
}

/** In the terms of the DCMI, which name no place for how a text may be used but its rights; then what they say of mining. */
function rightsMarks(rights: NonNullable<Document['rights']>) {
  const { holder, notice, usageTerms } = rights
  return [
    { name: 'dcterms.rightsHolder', content: holder },
    { name: 'dcterms.rights', content: notice },
    ...(usageTerms ? [{ name: 'dcterms.rights', content: usageTerms }] : []),
    ...miningMarks(rights),
  ]
}

/** The same release in its other languages, for programs; none of them has an address yet. */
function alternateLinks({ alternates }: Document): string[] {
  return alternates.map(
    ({ language, uri, headline }) =>
      `<link rel="alternate" hreflang="${escapeHtml(language)}" href="${escapeHtml(uri)}" title="${escapeHtml(headline)}">`,
  )
}
