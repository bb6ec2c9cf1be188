import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'
import type { AppDeps } from '../deps.ts'
import { Problem } from '../problem.ts'
import { type FileType, fileTypes, findFileType } from './file-types.ts'
import { type Picture, readPicture } from './picture.ts'
import type { Incoming } from './receive.ts'

/** What a file is, whatever its sender says of it. */
export type Inspected = { type: FileType; picture: Picture | undefined; scannedAt: Date | null }

type Deps = Pick<AppDeps, 'config' | 'clock' | 'log' | 'scan'>

/**
 * Finds out what a file is and whether it may be taken: its type by its bytes, then viruses, then whether it can be read to its end.
 *
 * @throws unsupported-file, infected, payload-too-large, unavailable while the scanner is away, too-many-pixels, file-unreadable
 */
export async function inspect(deps: Deps, { path, folder }: Incoming): Promise<Inspected> {
  const type = await requireType(path)
  const scannedAt = await scanFile(deps, path)
  if (type.kind === 'document') {
    await requireWholePdf(path)
    return { type, picture: undefined, scannedAt }
  }
  const { contentType } = type
  return {
    type,
    picture: await readPicture(path, { contentType, maxPixels: deps.config.attachmentMaxPixels, folder }),
    scannedAt,
  }
}

async function requireType(path: string): Promise<FileType> {
  // What it cannot read at all is of no type that is taken.
  const found = await fileTypeFromFile(path).catch(() => undefined)
  const type = found && findFileType(found.mime)
  if (type) return type
  const taken = fileTypes.map(({ endings: [ending] }) => ending.toUpperCase()).join(', ')
  const what = found ? `Its bytes are those of ${found.mime}` : 'Its bytes are of no kind that we know'
  throw new Problem('unsupported-file', `${what}. These are taken: ${taken}.`)
}

async function scanFile({ scan, clock, log }: Deps, path: string): Promise<Date | null> {
  if (!scan) return null
  const verdict = await scan(() => createReadStream(path))
  if (verdict.kind === 'clean') return clock.now()
  if (verdict.kind === 'infected') {
    log.warn({ virus: verdict.name }, 'an upload was infected')
    throw new Problem('infected', `The scanner found ${verdict.name} in it. Nothing was kept.`)
  }
  if (verdict.kind === 'too-large') {
    throw new Problem('payload-too-large', 'The virus scanner of this wire takes no file of that size. Send a smaller one.')
  }
  log.error({ detail: verdict.detail }, 'the virus scanner cannot be asked')
  const detail = 'The virus scanner cannot be asked at the moment, and nothing is taken without it. Try again shortly.'
  throw new Problem('unavailable', detail, { headers: { 'retry-after': '30' } })
}

/** Where readers look for the end of a PDF (ISO 32000-2, 7.5.5), and a little before. */
const tailBytes = 4096

async function requireWholePdf(path: string): Promise<void> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, tailBytes))
    await file.read(tail, 0, tail.length, size - tail.length)
    if (tail.includes('%%EOF')) return
  } finally {
    await file.close()
  }
  throw new Problem('file-unreadable', 'The PDF has no end: it is cut off or damaged. Export it again.')
}
