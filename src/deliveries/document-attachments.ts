import { Renditions } from '../attachments/attachment.ts'
import { fileUrl, renditionUrl } from '../attachments/link.ts'
import type { Attachment } from '../db/generated/client.ts'
import type { Document } from '../formats/document.ts'
import { sha256 } from '../ids.ts'
import { isolateEmbeddings } from '../languages/characters.ts'
import { findNearest } from '../languages/language.ts'
import type { RevisionContent } from '../releases/content.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** A file with the link by which a publication's receivers fetch it. */
export type SentFile = { row: Attachment; url: string }

type Deps = Pick<WorkerDeps, 'db' | 'clock' | 'config' | 'vault' | 'publicUrl'>
type Named = RevisionContent['attachments'][number]
type Sent = NonNullable<Document['attachments']>[number]

/** The files that a revision names, in no order, each with a link of this publication that is signed now. */
export async function readFiles(deps: Deps, revisionId: string, publicationId: string): Promise<SentFile[]> {
  const rows = await deps.db.attachment.findMany({ where: { uses: { some: { revisionId } } } })
  return rows.map((row) => ({ row, url: fileUrl(deps, row, publicationId) }))
}

/**
 * Files and videos as formats name them, in the order of the release. Captions and alternative texts are those of the edition's language
 * or of what it falls back to; where there are none it has none: an edition says nothing in another language.
 */
export function toAttachments(named: readonly Named[], files: readonly SentFile[], language: string): Sent[] {
  return named.flatMap((attachment) => {
    const said = {
      caption: textIn(attachment.captions, language) || undefined,
      credit: attachment.credit === null ? undefined : isolateEmbeddings(attachment.credit),
      alternativeText: textIn(attachment.alternativeTexts, language),
    }
    if (attachment.kind === 'video') return [{ ...toVideo(attachment.url), ...said }]
    const file = files.find(({ row }) => row.id === attachment.id)
    return file ? [{ ...toFile(file), ...said }] : []
  })
}

/** An empty one is one, too: whoever said of a picture that it only decorates has said something. */
function textIn(texts: Readonly<Record<string, string>>, language: string): string | undefined {
  const tag = findNearest(language, (candidate) => candidate in texts)
  const text = tag === undefined ? undefined : texts[tag]
  return text === undefined ? undefined : isolateEmbeddings(text)
}

function toFile({ row, url }: SentFile): Sent {
  const { id, kind, fileName, contentType, sizeBytes, width, height } = row
  return {
    id,
    kind: kind === 'image' ? 'image' : 'document',
    fileName,
    contentType,
    sizeBytes,
    sha256: Buffer.from(row.sha256).toString('hex'),
    width: width ?? undefined,
    height: height ?? undefined,
    url,
    renditions: toRenditions(row.renditions, url),
  }
}

function toRenditions(kept: unknown, url: string): Sent['renditions'] {
  const renditions = Renditions.parse(kept).map((rendition) => ({ ...rendition, url: renditionUrl(url, rendition.name) }))
  return renditions.length > 0 ? renditions : undefined
}

const videoTypes: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
  m3u8: 'application/vnd.apple.mpegurl',
}

/** A video lies with somebody else: its address is its name, and says by its ending what it is; most are pages with a player. */
function toVideo(url: string): Sent {
  const { pathname, hostname } = new URL(url)
  const last = pathname.split('/').at(-1) ?? ''
  const contentType = videoTypes[/\.([a-z\d]+)$/i.exec(last)?.[1]?.toLowerCase() ?? ''] ?? 'text/html'
  return {
    id: `video-${Buffer.from(sha256(url)).toString('hex').slice(0, 32)}`,
    kind: 'video',
    fileName: last || hostname,
    contentType,
    url,
  }
}
