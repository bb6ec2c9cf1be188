import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { openDiskStore } from './disk.ts'
import type { FileStore } from './file-store.ts'

/**
 * Opens the store that the configuration names: a bucket, or else a folder, which is made.
 *
 * @throws when the folder cannot be written
 */
export async function openFiles({ filesDir, s3 }: Pick<Config, 'filesDir' | 's3'>): Promise<FileStore> {
  const incoming = join(filesDir, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  if (!s3) return openDiskStore(filesDir, incoming)
  // Loaded only where it is used: some thirty megabytes.
  const { openS3Store } = await import('./s3.ts')
  return openS3Store(s3, incoming)
}

/** Removes what processes that were killed have left where files are received. */
export async function removeStale({ incoming }: Pick<FileStore, 'incoming'>, before: Date): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    // Another process may have removed it meanwhile.
    const found = await stat(path).catch(() => undefined)
    if (found && found.mtime < before) await rm(path, { recursive: true, force: true })
  }
}
