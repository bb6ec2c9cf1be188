import type { Prisma } from '../db/client.ts'
import { notFound } from '../problem.ts'
import { keyOf, type PartName, Renditions } from './attachment.ts'
import { endingOf } from './file-types.ts'

/** A file or a rendition of it, as it is answered. */
export type Part = {
  key: string
  /** what it is called where only ASCII is understood */
  plainName: string
  /** what it is called, in any script */
  fileName: string
  contentType: string
  sizeBytes: number
  etag: string
  /** of an original */
  sha256: Uint8Array | undefined
}

/**
 * A part of a file.
 *
 * @throws not-found for a rendition that there is not
 */
export function findPart(row: Prisma.AttachmentModel, name: PartName): Part {
  const { id, contentType, sizeBytes, sha256, fileName } = row
  const plainName = `${id.slice(-12)}-${name}.${endingOf(contentType)}`
  const original = { key: keyOf(id, name), plainName, fileName, contentType, sizeBytes, etag: `"${id}-${name}"`, sha256 }
  if (name === 'original') return original
  const rendition = Renditions.parse(row.renditions).find((one) => one.name === name)
  if (!rendition) throw notFound('file')
  const ending = endingOf(rendition.contentType)
  return {
    ...original,
    plainName: `${id.slice(-12)}-${name}.${ending}`,
    fileName: `${fileName.replace(/\.[^.]+$/, '')}-${name}.${ending}`,
    contentType: rendition.contentType,
    sizeBytes: rendition.sizeBytes,
    sha256: undefined,
  }
}
