/** A kind of file that is taken: what it is called, and what it may be called. */
export type FileType = { contentType: string; kind: 'image' | 'document'; endings: readonly [string, ...string[]] }

/**
 * What newsrooms take and browsers show, or at least every picture desk opens. No SVG: it may hold scripts.
 * The first ending is what a file gets that has none of them.
 */
export const fileTypes: readonly FileType[] = [
  { contentType: 'image/jpeg', kind: 'image', endings: ['jpg', 'jpeg', 'jpe', 'jfif'] },
  { contentType: 'image/png', kind: 'image', endings: ['png'] },
  { contentType: 'image/webp', kind: 'image', endings: ['webp'] },
  { contentType: 'image/gif', kind: 'image', endings: ['gif'] },
  { contentType: 'image/avif', kind: 'image', endings: ['avif'] },
  { contentType: 'image/tiff', kind: 'image', endings: ['tif', 'tiff'] },
  { contentType: 'application/pdf', kind: 'document', endings: ['pdf'] },
]

/** @returns undefined for a type that is not taken */
export function findFileType(contentType: string): FileType | undefined {
  return fileTypes.find((type) => type.contentType === contentType)
}

/** The ending that files of a type get from us, without its dot. */
export function endingOf(contentType: string): string {
  return findFileType(contentType)?.endings[0] ?? 'bin'
}
