import type { Transcript } from './channel.ts'

/** What takes the place of a secret that the far side repeated. */
export const blot = '•••'

/**
 * Blots secrets out of bytes: as they are, in base64, and as a URL has them.
 *
 * @param secrets texts
 */
export function blotOut(bytes: Uint8Array, secrets: readonly string[]): Uint8Array {
  // Each byte a character: what is no text stays as it is.
  const text = Buffer.from(bytes).toString('latin1')
  const found = secrets.flatMap(formsOf).filter((form) => text.includes(form))
  if (found.length === 0) return bytes
  const mark = Buffer.from(blot).toString('latin1')
  return Buffer.from(
    found.reduce((rest, form) => rest.replaceAll(form, mark), text),
    'latin1',
  )
}

/** A transcript that blots secrets out of each piece before it is taken down. */
export function blotted({ sent, heard }: Transcript, secrets: readonly string[]): Transcript {
  const clean = (piece: string | Uint8Array) => blotOut(typeof piece === 'string' ? Buffer.from(piece) : piece, secrets)
  return { sent: (piece) => sent(clean(piece)), heard: (piece) => heard(clean(piece)) }
}

/** The longest first: what is left of a secret when its middle is gone is still a part of it. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const forms = [bytes.toString('latin1'), encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('base64url')]
  return [...new Set(forms)].filter(Boolean).sort((a, b) => b.length - a.length)
}
