import type { Story } from '../channels/channel.ts'
import type { Document } from '../formats/document.ts'
import { slugOf } from '../languages/slug.ts'

/** What a channel is told of an edition beside its bytes. */
export function toStory(document: Document): Story {
  const { releaseId, version, versionKind, uri, language, headline, summary, issuers, sectors, embargoUntil, canonicalUrl } =
    document
  return {
    releaseId,
    version,
    versionKind,
    uri,
    headline,
    slug: slugOf(headline, { language }),
    summary,
    issuers: issuers.map(({ name }) => name),
    sectors: sectors.map(({ key, label }) => ({ key, label })),
    embargoUntil,
    canonicalUrl,
    attachments: [],
  }
}
