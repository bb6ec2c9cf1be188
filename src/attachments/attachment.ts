import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { Id } from '../ids.ts'
import type { RenditionName } from './picture.ts'

const pixels = z.int().nullable().meta({ description: 'pixels, as it is to be looked at; null for what is no picture' })

/** A smaller copy of a picture. */
export const Rendition = z.object({
  name: z.enum(['web', 'thumbnail'] satisfies RenditionName[]),
  contentType: z.string(),
  sizeBytes: z.int(),
  width: z.int(),
  height: z.int(),
})

/** A file as it may stand in a list. */
export const attachmentExample = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e80',
  accountId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
  test: false,
  kind: 'image',
  fileName: 'محطة-دبي.jpg',
  contentType: 'image/jpeg',
  sizeBytes: 4_812_311,
  sha256: '7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730',
  width: 6000,
  height: 4000,
  renditions: [
    { name: 'web', contentType: 'image/jpeg', sizeBytes: 301_220, width: 1600, height: 1067 },
    { name: 'thumbnail', contentType: 'image/jpeg', sizeBytes: 14_310, width: 300, height: 200 },
  ],
  scannedAt: '2026-11-23T09:00:00.000Z',
  createdAt: '2026-11-23T09:00:00.000Z',
} as const

/** A file as its account and the wire's people see it. */
export const AttachmentView = z
  .object({
    id: Id,
    accountId: Id,
    test: z.boolean().meta({ description: 'made with a test key: test releases may name it, and no others' }),
    kind: z.enum(['image', 'document']),
    fileName: z.string(),
    contentType: z.string().meta({ description: 'told by the bytes' }),
    sizeBytes: z.int(),
    sha256: z.string().meta({ description: 'hexadecimal' }),
    width: pixels,
    height: pixels,
    renditions: z.array(Rendition).meta({ description: 'smaller copies of a picture, upright, in sRGB and without metadata' }),
    scannedAt: z.iso.datetime().nullable().meta({ description: 'when no virus was found in it; null: nobody looked' }),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: 'Attachment',
    example: { ...attachmentExample, renditions: [...attachmentExample.renditions] },
  })

export type AttachmentView = z.infer<typeof AttachmentView>

/** The JSON column of renditions. */
export const Renditions = z.array(Rendition)

/** What can be had of a file, by the name that links and keys have for it. */
export const PartName = z.enum(['original', 'web', 'thumbnail'])

export type PartName = z.infer<typeof PartName>

/** A row as it is shown. */
export function toAttachmentView(row: Prisma.AttachmentModel): AttachmentView {
  return {
    id: row.id,
    accountId: row.accountId,
    test: row.test,
    kind: AttachmentView.shape.kind.parse(row.kind),
    fileName: row.fileName,
    contentType: row.contentType,
    sizeBytes: row.sizeBytes,
    sha256: Buffer.from(row.sha256).toString('hex'),
    width: row.width,
    height: row.height,
    renditions: Renditions.parse(row.renditions),
    scannedAt: row.scannedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}

/** Under which key the store has a part of a file. */
export function keyOf(id: string, part: PartName): string {
  return `${id}/${part}`
}

/** Everything that the store may have of a file. */
export function keysOf(id: string): string[] {
  return PartName.options.map((part) => keyOf(id, part))
}
