import { mkdir, open, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileStore } from './file-store.ts'

/**
 * Files in a folder of this machine, or one that machines share.
 *
 * @param incoming in the same file system, so that putting is renaming
 */
export function openDiskStore(dir: string, incoming: string): FileStore {
  return {
    kind: 'disk',
    incoming,
    put: async (key, path) => {
      const target = join(dir, key)
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      // What is accepted must be there after a power cut: the bytes first, then the names.
      await sync(path)
      await rename(path, target)
      await sync(dirname(target))
      await sync(dir)
    },
    open: async (key, range) => {
      // Opened before anything is answered: that it is missing must not show in the middle of an answer.
      const file = await open(join(dir, key))
      return file.createReadStream(range && { start: range.first, end: range.last })
    },
    remove: async (keys) => {
      for (const key of keys) await rm(join(dir, key), { force: true })
      for (const folder of new Set(keys.map((key) => dirname(join(dir, key))))) await removeEmpty(folder)
    },
    close: async () => {},
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTEMPTY'))) throw error
  })
}
