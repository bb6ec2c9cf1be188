import { createHash } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileStore } from '../files/file-store.ts'
import { newId } from '../ids.ts'
import { Problem } from '../problem.ts'
import type { Algorithm } from './digest.ts'

/** A file on this machine, as long as its request lasts. */
export type Incoming = {
  /** a folder of its own, for what is made of it */
  folder: string
  path: string
  sizeBytes: number
  digests: Readonly<Record<Algorithm, Buffer>>
  /** Removes what is left of it. */
  discard(): Promise<void>
}

/**
 * Writes what comes in to disk, chunk by chunk: memory holds none of it.
 *
 * @throws payload-too-large beyond the limit, malformed-request for nothing, or when the sender goes away before the end
 */
export async function receive(
  { incoming }: Pick<FileStore, 'incoming'>,
  source: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Incoming> {
  const folder = join(incoming, newId())
  await mkdir(folder, { mode: 0o700 })
  const discard = () => rm(folder, { recursive: true, force: true })
  const path = join(folder, 'original')
  try {
    return { folder, path, ...(await write(path, source, limitBytes)), discard }
  } catch (error) {
    await discard()
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error
    const detail = 'The file was cut off before its end. Nothing of it was kept: hand it in again.'
    throw new Problem('malformed-request', detail, { cause: error })
  }
}

/** @throws payload-too-large */
export function requireFileSize(sizeBytes: number, limitBytes: number): void {
  if (sizeBytes <= limitBytes) return
  const detail = `A file may have ${Math.floor(limitBytes / 1024 / 1024)} MiB. Send a smaller one, or link to it in the text.`
  throw new Problem('payload-too-large', detail, { headers: { connection: 'close' } })
}

async function write(path: string, source: AsyncIterable<Uint8Array>, limitBytes: number) {
  const hashes = { sha256: createHash('sha256'), sha512: createHash('sha512') }
  const file = await open(path, 'wx', 0o600)
  let sizeBytes = 0
  try {
    for await (const chunk of source) {
      sizeBytes += chunk.length
      requireFileSize(sizeBytes, limitBytes)
      hashes.sha256.update(chunk)
      hashes.sha512.update(chunk)
      await file.writeFile(chunk)
    }
  } finally {
    await file.close()
  }
  if (sizeBytes === 0) throw new Problem('malformed-request', 'There is no file in the request. Send its bytes as the body.')
  return { sizeBytes, digests: { sha256: hashes.sha256.digest(), sha512: hashes.sha512.digest() } }
}
