import { addAbortSignal, type Readable } from 'node:stream'
import type { Attachment } from '../channel.ts'
import { untilAborted } from '../files/until-aborted.ts'
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
    signal.throwIfAborted()
    return await untilAborted(readWhole(open, { signal, maxBytes }), signal)
  } catch (error) {
    const code = signal.aborted ? ' in time' : error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    const detail = `${fileName} of the release cannot be read now${code}`
    throw new SiteError({ kind: 'temporary', reason: 'attachment-unreadable', detail })
  }
}

async function readWhole(
  open: () => Promise<Readable>,
  { signal, maxBytes }: { signal: AbortSignal; maxBytes: number },
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  // What is opened late is closed at once, unread.
  const stream = addAbortSignal(
    signal,
    (await open()).on('error', () => {}),
  )
  // Leaving the loop closes the stream.
  for await (const chunk of stream) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
