import { addAbortSignal, type Readable } from 'node:stream'
import type { Attachment } from '../channel.ts'
import { SiteError } from './answer.ts'

/**
 * Reads the whole file of a picture.
 *
 * @param signal ends it, wherever it is: also a store that does not answer
 * @param maxBytes more is not kept
 * @returns undefined for what is too large
 * @throws SiteError where our store does not give it now
 */
export async function readPicture(
  { fileName, open }: Attachment,
  { signal, maxBytes }: { signal: AbortSignal; maxBytes: number },
): Promise<Uint8Array | undefined> {
  if (!open) return undefined
  try {
    return await readWhole(await openWithin(open, signal), maxBytes)
  } catch (error) {
    const code = signal.aborted ? ' in time' : error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    const detail = `${fileName} of the release cannot be read now${code}`
    throw new SiteError({ kind: 'temporary', reason: 'attachment-unreadable', detail })
  }
}

async function openWithin(open: () => Promise<Readable>, signal: AbortSignal): Promise<Readable> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  // What comes too late is closed unread.
  const opening = open().then((stream) => (signal.aborted ? stream.destroy() : addAbortSignal(signal, stream)))
  try {
    return await Promise.race([opening, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function readWhole(stream: Readable, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  // Leaving the loop closes the stream.
  for await (const chunk of stream) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
