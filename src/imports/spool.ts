import { createHash } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '../ids.ts'
import { Problem } from '../problem.ts'

/** A file that was handed in, as long as its request lasts. */
export type Spooled = {
  sizeBytes: number
  /** SHA-256, hexadecimal: the same file twice */
  hash: string
  isUtf8: boolean
  /** the first bytes */
  head: Uint8Array
  /** the whole of it, from the beginning, as often as it is asked for */
  read(): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/**
 * Keeps what comes in on disk while it is looked at, in a file that has no name any more: whatever ends this process, nothing of
 * it remains.
 *
 * @throws payload-too-large beyond the limit, malformed-request when the sender goes away before its end
 */
export async function spool(source: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Spooled> {
  const path = join(tmpdir(), `dateline-import-${newId()}`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  try {
    return { ...(await fill(file, source, limitBytes)), read: () => readAll(file), close: () => file.close() }
  } catch (error) {
    await file.close()
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error
    const detail = 'The file was cut off before its end. Nothing of it was kept: hand it in again.'
    throw new Problem('malformed-request', detail, { cause: error })
  }
}

/** @throws payload-too-large */
export function requireSize(sizeBytes: number, limitBytes: number): void {
  if (sizeBytes <= limitBytes) return
  const detail = `A file may have ${Math.floor(limitBytes / 1024 / 1024)} MiB. Cut it in two; the head stands in both.`
  throw new Problem('payload-too-large', detail, { headers: { connection: 'close' } })
}

async function fill(file: FileHandle, source: AsyncIterable<Uint8Array>, limitBytes: number) {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const hash = createHash('sha256')
  let [sizeBytes, isUtf8, head] = [0, true, Buffer.alloc(0)]
  for await (const chunk of source) {
    sizeBytes += chunk.length
    requireSize(sizeBytes, limitBytes)
    if (head.length < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes - head.length)])
    isUtf8 &&= decodes(decoder, chunk)
    hash.update(chunk)
    await file.write(chunk)
  }
  return { sizeBytes, head, hash: hash.digest('hex'), isUtf8: isUtf8 && decodes(decoder) }
}

const headBytes = 4096

function decodes(decoder: TextDecoder, chunk?: Uint8Array): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined })
    return true
  } catch {
    return false
  }
}

async function* readAll(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

const chunkBytes = 256 * 1024
