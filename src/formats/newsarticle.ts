import type { Document, Format } from './document.ts'
import { editorsNote } from './editors-note.ts'
import { measureText } from './length.ts'
import { type Markup, parseMarkup } from './markup.ts'
import { articleParties } from './newsarticle-parties.ts'
import { embargoLine } from './story.ts'
import { openedParagraphs } from './text.ts'

/**
 * A NewsArticle of schema.org 30 as JSON-LD, with what Google's guide to articles recommends, for a page or for a program. It
 * may be put into a `<script>` as it is: no `<` stands in it. What has no value is left out.
 *
 * @see https://schema.org/NewsArticle
 * @see https://developers.google.com/search/docs/appearance/structured-data/article
 */
export const newsArticle: Format = {
  key: 'json-ld',
  contentType: 'application/ld+json',
  write: (document) => JSON.stringify(toNewsArticle(document)).replaceAll('<', '\\u003c'),
}

function toNewsArticle(document: Document) {
  const { uri, releaseId, headline, subheadline, language, version, dateline, summary, sectors, machineTranslated } = document
  const text = openedParagraphs(document).join('\n\n')
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    '@id': uri,
    identifier: releaseId,
    headline,
    alternativeHeadline: subheadline,
    inLanguage: language,
    version,
    ...times(document),
    ...articleParties(document),
    dateline: dateline?.text.trimEnd(),
    locationCreated: dateline && { '@type': 'Place', name: dateline.place },
    abstract: summary,
    articleBody: text,
    wordCount: measureText(language, text).words,
    image: nonEmpty([...new Set(pictures(parseMarkup(document.bodyHtml)))]),
    genre: 'https://cv.iptc.org/newscodes/genre/Press_Release',
    about: nonEmpty(sectors.map(toTopic)),
    keywords: nonEmpty(sectors.map(({ label }) => label)),
    workTranslation: nonEmpty(translations(document)),
    creditText: machineTranslated,
    digitalSourceType: machineTranslated && 'https://schema.org/TrainedAlgorithmicMediaDigitalSource',
    usageInfo: usage(document),
  }
}

/** When a later version's first was published is not known here: it has no datePublished, and says when it was changed. */
function times({ version, versionKind, releasedAt, embargoUntil }: Document) {
  const publicAt = (embargoUntil ?? releasedAt).toISOString()
  const isKill = versionKind === 'kill'
  return {
    datePublished: version === 1 ? publicAt : undefined,
    dateModified: publicAt,
    creativeWorkStatus: isKill ? 'Obsolete' : 'Published',
    expires: isKill ? releasedAt.toISOString() : undefined,
  }
}

function toTopic({ key, label, mediaTopic }: Document['sectors'][number]) {
  return {
    '@type': 'DefinedTerm',
    name: label,
    termCode: key,
    sameAs: mediaTopic?.replace(/^medtop:/, 'http://cv.iptc.org/newscodes/mediatopic/'),
  }
}

function translations({ alternates }: Document) {
  return alternates.map(({ language, uri, headline }) => ({
    '@type': 'NewsArticle',
    '@id': uri,
    inLanguage: language,
    headline,
  }))
}

/** What a desk has to heed: the embargo, and what a later version asks for. */
function usage(document: Document) {
  const lines = [embargoLine(document), editorsNote(document)].filter((line) => line !== undefined)
  return nonEmpty(lines.map((text) => ({ '@type': 'CreativeWork', text })))
}

function pictures(nodes: readonly Markup[]): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return []
    return node.name === 'img' && node.attributes.src ? [node.attributes.src] : pictures(node.children)
  })
}

function nonEmpty<T>(values: T[]): T[] | undefined {
  return values.length > 0 ? values : undefined
}
