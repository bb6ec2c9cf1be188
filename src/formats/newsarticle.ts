import type { Document, Format } from './document.ts'
import { editorsNote } from './editors-note.ts'
import { firstReleasedAt } from './first-released.ts'
import { measureText } from './length.ts'
import { articleMedia, nonEmpty } from './newsarticle-media.ts'
import { articleParties } from './newsarticle-parties.ts'
import { articleRights, miningUsage } from './newsarticle-rights.ts'
import { statusOf } from './status.ts'
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
  const { headline, subheadline, language, version, dateline, summary, sectors, machineTranslated } = document
  const text = openedParagraphs(document).join('\n\n')
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    ...names(document),
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
    ...articleMedia(document),
    genre: 'https://cv.iptc.org/newscodes/genre/Press_Release',
    about: nonEmpty(sectors.map(toTopic)),
    keywords: nonEmpty(sectors.map(({ label }) => label)),
    workTranslation: nonEmpty(translations(document)),
    creditText: machineTranslated,
    digitalSourceType: machineTranslated && 'https://schema.org/TrainedAlgorithmicMediaDigitalSource',
    ...articleRights(document),
    usageInfo: usage(document),
  }
}

/** What it is called, where it stands, and which version it takes the place of. */
function names({ uri, releaseId, sequence, canonicalUrl, replaces }: Document) {
  const number = { '@type': 'PropertyValue', propertyID: 'sequence', value: sequence }
  return {
    '@id': uri,
    identifier: sequence === undefined ? releaseId : [releaseId, number],
    url: canonicalUrl,
    mainEntityOfPage: canonicalUrl && { '@type': 'WebPage', '@id': canonicalUrl },
    isBasedOn: replaces === undefined ? undefined : { '@type': 'NewsArticle', '@id': uri, version: replaces },
  }
}

/** Of a later version whose first went out at an hour that is not known there is no datePublished: it says when it was changed. */
function times(document: Document) {
  const { releasedAt, embargoUntil } = document
  const status = statusOf(document)
  return {
    datePublished: latest(firstReleasedAt(document), embargoUntil)?.toISOString(),
    dateModified: (embargoUntil ?? releasedAt).toISOString(),
    creativeWorkStatus: workStatuses[status],
    expires: status === 'canceled' ? releasedAt.toISOString() : undefined,
  }
}

/** The terms that schema.org names as examples. */
const workStatuses = { usable: 'Published', withheld: 'Draft', canceled: 'Obsolete' } as const

/** What went out before the embargo ended was public at its end. */
function latest(released: Date | undefined, embargoUntil: Date | undefined): Date | undefined {
  return released && embargoUntil && embargoUntil > released ? embargoUntil : released
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
  return alternates.map(({ language, uri, headline, canonicalUrl }) => ({
    '@type': 'NewsArticle',
    '@id': uri,
    url: canonicalUrl,
    inLanguage: language,
    headline,
  }))
}

/** What a desk has to heed: the embargo, what a later version asks for, how the text may be used. */
function usage(document: Document) {
  const lines = [embargoLine(document), editorsNote(document), document.rights?.usageTerms].filter((line) => line !== undefined)
  return nonEmpty([...lines.map((text) => ({ '@type': 'CreativeWork', text })), ...miningUsage(document)])
}
