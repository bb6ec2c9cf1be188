import { z } from 'zod'
import { blotOut } from '../channels/blot.ts'
import type { Rendering, Transcript } from '../channels/channel.ts'

/** Of one piece, and of one rendering, so much is shown. */
const shownBytes = 256 * 1024
/** Of all pieces together so much is kept: whoever floods us gets no further. */
const keptBytes = 4 * shownBytes

/** Bytes as an answer has them: as text where they are UTF-8, else in base64. */
export const Bytes = z.object({
  sizeBytes: z.int().meta({ description: 'of all of it' }),
  text: z.string().nullable().meta({ description: 'exactly as it was; null: it is no UTF-8' }),
  base64: z.string().nullable().meta({ description: 'where `text` is null' }),
  cut: z.boolean().meta({ description: `whether it goes on: the first ${shownBytes} bytes are shown` }),
})
export type Bytes = z.infer<typeof Bytes>

/** What was said over the line, until the other side spoke. */
export const Piece = Bytes.extend({ by: z.enum(['dateline', 'far-side']) })
export type Piece = z.infer<typeof Piece>

/** Bytes as they are shown. */
export function toBytes(all: Uint8Array, sizeBytes = all.length): Bytes {
  const bytes = all.subarray(0, shownBytes)
  const cut = sizeBytes > bytes.length
  const text = readText(bytes, cut)
  return { sizeBytes, text, base64: text === null ? Buffer.from(bytes).toString('base64') : null, cut }
}

/** A character that was cut in two is left out; anything else that is no UTF-8 makes it no text. */
function readText(bytes: Uint8Array, cut: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut })
  } catch {
    return null
  }
}

type Turn = { by: Piece['by']; chunks: Uint8Array[]; sizeBytes: number }

/**
 * Takes down what goes over a line.
 *
 * @param secrets are blotted out once more where pieces were put together: one may have come in two
 * @returns `read` gives what was said by now, in order; `made` what was made of the renderings for the way
 */
export function openOverhearing(secrets: readonly string[]): { transcript: Transcript; made(): Rendering[]; read(): Piece[] } {
  const turns: Turn[] = []
  const made: Rendering[] = []
  let room = keptBytes
  const take = (by: Piece['by']) => (piece: string | Uint8Array) => {
    const bytes = Buffer.from(piece)
    const last = turns.at(-1)
    const turn = last?.by === by ? last : { by, chunks: [], sizeBytes: 0 }
    if (turn !== last) turns.push(turn)
    turn.sizeBytes += bytes.length
    // From the first that does not fit on nothing is kept: what is shown has no hole.
    const fits = bytes.length <= room
    room = fits ? room - bytes.length : 0
    if (fits) turn.chunks.push(bytes)
  }
  return {
    transcript: { sent: take('dateline'), heard: take('far-side'), made: (rendering) => void made.push(rendering) },
    made: () => made,
    read: () =>
      turns.map(({ by, chunks, sizeBytes }) => ({ by, ...toBytes(blotOut(Buffer.concat(chunks), secrets), sizeBytes) })),
  }
}
