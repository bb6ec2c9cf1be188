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

/**
 * The same release in its other languages, for programs, and where it has an address itself in its own too, as search engines want it.
 * What the issuer shows nowhere goes by its name.
 *
 * @see https://developers.google.com/search/docs/specialty/international/localized-versions
 */
function alternateLinks({ alternates, language: own, headline: title, canonicalUrl }: Document): string[] {
  const self = canonicalUrl ? [{ language: own, headline: title, uri: canonicalUrl, canonicalUrl }] : []
  return [...self, ...alternates].map(
    ({ language, uri, headline, canonicalUrl: href = uri }) =>
      `<link rel="alternate" hreflang="${escapeHtml(language)}" href="${escapeHtml(href)}" title="${escapeHtml(headline)}">`,
  )
}
