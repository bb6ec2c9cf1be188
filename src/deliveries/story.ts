import type { Readable } from 'node:stream'
import type { PartName } from '../attachments/attachment.ts'
import type { Story } from '../channels/channel.ts'
import type { Document } from '../formats/document.ts'
import { slugOf } from '../languages/slug.ts'

/**
 * What a channel is told of an edition beside its bytes.
 *
 * @param open reads a file, or a rendition of it, from the store; left out where the document has none
 */
export function toStory(document: Document, open?: (attachmentId: string, part: PartName) => Promise<Readable>): Story {
  const { releaseId, version, versionKind, uri, language, headline, summary, issuers, sectors, embargoUntil, canonicalUrl } =
    document
  const { attachments = [] } = document
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
    attachments: attachments.map((attachment) =>
      attachment.kind === 'video' || !open
        ? attachment
        : {
            ...attachment,
            renditions: attachment.renditions?.map((one) => ({ ...one, open: () => open(attachment.id, one.name) })),
            open: () => open(attachment.id, 'original'),
          },
    ),
  }
}
