import { createHash } from 'node:crypto'
import { addAbortSignal, type Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { slugOf } from '../../languages/slug.ts'
import type { Attachment, Message } from '../channel.ts'
import { asBuffer } from './as-buffer.ts'
import { extensionOf } from './file-name.ts'
import { forNow } from './not-taken.ts'
import { untilAborted } from './until-aborted.ts'

/** All files of a release together: what is larger is told of in the manifest, and stays where it can be had. */
export const maxMediaBytes = 64 * 1024 * 1024

type Packed = { path: string; contentType: string; bytes: Uint8Array }

/**
 * One ZIP with everything of an edition: its text in each format that was rendered, the files of the release below `media/`, and a
 * `manifest.json` that says what is what. The same renderings give the same bytes, so that an upload can be gone on with.
 *
 * @param signal its abort ends the reading of files
 * @throws NotTaken where a file of the release cannot be read now, or not in time
 */
export async function makePackage(message: Message, signal: AbortSignal): Promise<Uint8Array> {
  const { renderings, releasedAt, story } = message
  const texts = renderings.map(({ format, contentType, bytes }) => {
    return { path: `${story.slug || 'release'}.${extensionOf(format)}`, contentType, bytes }
  })
  const media = await readMedia(story.attachments, signal)
  const manifest = `${JSON.stringify(toManifest(message, texts, media), null, 2)}\n`
  const zip = new ZipFile()
  // The clock of the release: nothing in here may depend on when it was tried.
  const options = { mtime: releasedAt, mode: 0o100644 }
  zip.addBuffer(Buffer.from(manifest), 'manifest.json', options)
  for (const { path, bytes } of texts) zip.addBuffer(asBuffer(bytes), path, options)
  // Pictures and PDFs are compressed by themselves.
  for (const { path, bytes } of media.values()) zip.addBuffer(asBuffer(bytes), path, { ...options, compress: false })
  zip.end()
  const chunks: Uint8Array[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk))
  return Buffer.concat(chunks)
}

async function readMedia(attachments: Attachment[], signal: AbortSignal): Promise<Map<string, Packed>> {
  const media = new Map<string, Packed>()
  let room = maxMediaBytes
  for (const [index, attachment] of attachments.entries()) {
    const { id, contentType, sizeBytes = 0, open } = attachment
    if (!open || sizeBytes > room) continue
    room -= sizeBytes
    media.set(id, { path: toMediaPath(attachment, index), contentType, bytes: await readAll(attachment, open, signal) })
  }
  return media
}

async function readAll({ fileName }: Attachment, open: () => Promise<Readable>, signal: AbortSignal): Promise<Uint8Array> {
  // A stream that is destroyed may still wait for its disk, and one that is opened late is closed at once: we wait for neither.
  const read = async (): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = []
    const stream = addAbortSignal(
      signal,
      (await open()).on('error', () => {}),
    )
    for await (const chunk of stream) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  try {
    return await untilAborted(read(), signal)
  } catch (error) {
    if (signal.aborted) throw forNow('attachment-unreadable', `${fileName} of the release could not be read in time`)
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    throw forNow('attachment-unreadable', `${fileName} of the release cannot be read now${code}`)
  }
}

/** `media/1-bridge.jpg`: numbered, since two files may have one name. */
function toMediaPath({ fileName, kind }: Attachment, index: number): string {
  const [, stem = fileName, ending = ''] = /^(.+?)(?:\.([A-Za-z0-9]{1,8}))?$/su.exec(fileName) ?? []
  const name = slugOf(stem, { fallback: kind, bytes: 180 })
  return `media/${index + 1}-${name}${ending && `.${ending.toLowerCase()}`}`
}

function toManifest(message: Message, texts: Packed[], media: Map<string, Packed>) {
  const { deliveryId, sequence, language, direction, releasedAt, story } = message
  const { releaseId, version, versionKind, uri, headline, issuers, sectors, embargoUntil, canonicalUrl } = story
  const attachments = story.attachments.map(({ open, url, ...described }) => {
    const packed = media.get(described.id)
    // A link of ours is signed anew each time, and stands in the text.
    return {
      ...described,
      path: packed?.path,
      sha256: packed ? sha256Of(packed.bytes) : described.sha256,
      url: open ? undefined : url,
    }
  })
  return {
    ...{ deliveryId, sequence, releaseId, version, versionKind, uri, language, direction, headline, issuers, sectors },
    ...{ releasedAt, embargoUntil, canonicalUrl },
    texts: texts.map(({ path, contentType, bytes }) => ({ path, contentType, sizeBytes: bytes.length, sha256: sha256Of(bytes) })),
    attachments,
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
