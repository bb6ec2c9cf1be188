import type { Readable } from 'node:stream'

/** The first and the last byte of a part, both of them in it, 0 for the first of the file. */
export type ByteRange = { first: number; last: number }

/**
 * Bytes under keys such as `<id>/original`. What a key stands for never changes: it is put once, read, and removed.
 * Where the store itself cannot be reached, everything throws the problem `unavailable`.
 */
export type FileStore = {
  kind: 'disk' | 's3'
  /** a folder of this machine, in which files are written before they are put */
  incoming: string
  /**
   * Keeps a file of this machine under a key: whole and for good when it comes back, else not at all.
   *
   * @param path in `incoming`; nothing may be there afterwards
   */
  put(key: string, path: string): Promise<void>
  /** @throws an Error where there is nothing under the key */
  open(key: string, range?: ByteRange): Promise<Readable>
  /** Removes what is under the keys; a key that stands for nothing is no mistake. */
  remove(keys: readonly string[]): Promise<void>
  close(): Promise<void>
}
