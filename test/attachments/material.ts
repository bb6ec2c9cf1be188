import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import sharp, { type Metadata } from 'sharp'

/** Pictures and documents for tests, made anew: nothing of them lies in the repository. */

type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff'

/** A picture of one colour with noise in it, so that it is not squeezed to nothing. */
export async function picture(format: Format = 'jpeg', { width = 320, height = 240 } = {}): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const
  return sharp({ create: { width, height, channels: 3, background: '#336699', noise } })
    .toFormat(format)
    .toBuffer()
}

/** Several pictures in one file, one after the other. */
export async function animation(frames: number, { width, height }: { width: number; height: number }): Promise<Buffer> {
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const
  const frame = width * height * 3
  // Each of its own shade: frames that are alike become one.
  const pixels = Buffer.concat(Array.from({ length: frames }, (_, at) => Buffer.alloc(frame, 40 * at)))
  return sharp(pixels, { raw }).webp().toBuffer()
}

/** A photograph that says where it was taken, lying on its side as cameras write it. */
export async function photograph(): Promise<Buffer> {
  const where = { GPSLatitude: '25/1 12/1 0/1', GPSLatitudeRef: 'N', GPSLongitude: '55/1 16/1 0/1', GPSLongitudeRef: 'E' }
  return sharp({ create: { width: 2400, height: 1200, channels: 3, background: '#993322' } })
    .withExif({ IFD0: { Copyright: 'Acme', Orientation: '6' }, IFD3: where })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
}

/** What is written beside and about the pixels of a picture. From a file: the service lets nobody in its process decode anything else. */
export async function readMetadata(bytes: Buffer): Promise<Metadata> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-picture-'))
  try {
    await writeFile(join(folder, 'picture'), bytes)
    return await sharp(join(folder, 'picture')).metadata()
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The smallest file that readers of PDF open. */
export const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/MediaBox[0 0 300 200]/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

/** A PNG whose head claims more pixels than any memory holds; it has hardly any bytes. */
export async function bomb(): Promise<Buffer> {
  const small = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'black' } })
    .png()
    .toBuffer()
  small.writeUInt32BE(60_000, 16)
  small.writeUInt32BE(60_000, 20)
  // The checksum of the head, which libpng looks at.
  small.writeUInt32BE(crc32(small.subarray(12, 29)), 29)
  return small
}
