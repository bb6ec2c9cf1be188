import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk that is soon full. */
export type SmallDisk = { directory: string; grow(sizeKib: number): void; close(): Promise<void> }

/** Mounts one of so many KiB. @returns undefined where this user or machine may not mount */
export async function mountSmallDisk(sizeKib: number): Promise<SmallDisk | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'small-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKib}k`, 'tmpfs', directory], { stdio: 'ignore' })
  if (status !== 0) {
    await rm(directory, { recursive: true })
    return undefined
  }
  await chmod(directory, 0o777)
  return {
    directory,
    grow: (kib) => void spawnSync('mount', ['-o', `remount,size=${kib}k`, directory], { stdio: 'ignore' }),
    close: async () => {
      spawnSync('umount', [directory], { stdio: 'ignore' })
      await rm(directory, { recursive: true, force: true })
    },
  }
}
