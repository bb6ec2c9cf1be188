import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Metadata, Sharp } from 'sharp'
import { Problem } from '../problem.ts'

/** A smaller copy of a picture, on this machine. */
export type MadeRendition = { name: RenditionName; path: string; sizeBytes: number; width: number; height: number }

/** A picture as it is to be looked at, in pixels, and its smaller copies. */
export type Picture = { width: number; height: number; renditions: MadeRendition[] }

/** How long the longer side of a rendition is, in pixels; a smaller picture is not made larger. */
export const renditions = { web: 1600, thumbnail: 300 } as const

/** What a rendition is called. */
export type RenditionName = keyof typeof renditions

/** Every rendition is one: small, and shown everywhere. */
export const renditionType = 'image/jpeg'

const formats: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'heif',
  'image/tiff': 'tiff',
}
const loaders = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map((name) => `VipsForeignLoad${name}File`)

type Options = { contentType: string; maxPixels: number; folder: string }

/**
 * Decodes a picture to its end, measures it, and makes its renditions: upright, in sRGB, without what cameras write beside it, such as
 * where it was taken. Transparency becomes white; of several frames the first counts. The file itself stays as it is.
 *
 * @param folder where renditions are written
 * @throws too-many-pixels before anything is decoded; file-unreadable for what is cut off, damaged or not of its type
 */
export function readPicture(path: string, options: Options): Promise<Picture> {
  return oneByOne(() => readAlone(path, options))
}

async function readAlone(path: string, { contentType, maxPixels, folder }: Options): Promise<Picture> {
  const sharp = await loadSharp()
  const metadata = await sharp(path, { limitInputPixels: false }).metadata().catch(unreadable)
  if (metadata.format !== formats[contentType]) throw unreadable(undefined)
  requirePixels(metadata, maxPixels)
  const open = (from: string) =>
    sharp(from, { limitInputPixels: maxPixels, failOn: 'error' }).timeout({ seconds: timeoutSeconds })
  const web = await shrink(open(path), { name: 'web', folder })
  const thumbnail = await shrink(open(web.path), { name: 'thumbnail', folder })
  return { ...metadata.autoOrient, renditions: [web, thumbnail] }
}

const timeoutSeconds = 120

// A picture may take hundreds of megabytes while it is decoded: not several at once.
let last: Promise<unknown> = Promise.resolve()

function oneByOne<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work)
  last = done.catch(() => {})
  return done
}

/** Loaded when the first picture comes; then it reads the kinds of files that are taken, and no other. */
async function loadSharp() {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: loaders })
  return sharp
}

function requirePixels({ width, height, pages = 1 }: Metadata, maxPixels: number): void {
  if (width * height * pages <= maxPixels) return
  const frames = pages > 1 ? `, ${pages} times` : ''
  const detail = `The picture has ${width} × ${height} pixels${frames}; this wire takes ${Math.round(maxPixels / 1_000_000)} million. Scale it down.`
  throw new Problem('too-many-pixels', detail)
}

async function shrink(picture: Sharp, { name, folder }: { name: RenditionName; folder: string }): Promise<MadeRendition> {
  const side = renditions[name]
  const path = join(folder, name)
  const { width, height } = await picture
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(path)
    .catch(unreadable)
  return { name, path, sizeBytes: (await stat(path)).size, width, height }
}

function unreadable(cause: unknown): never {
  const detail = 'The picture cannot be decoded to its end: it is cut off or damaged. Export it again.'
  throw new Problem('file-unreadable', detail, { cause })
}
