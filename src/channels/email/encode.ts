import { encode, wrap } from 'nodemailer/lib/qp'

/** A body that is encoded but for one gap. */
export type Encoded = {
  encoding: 'quoted-printable' | 'base64'
  /** the whole body; what fills the gap must be text without a line break */
  fill(gap: Buffer): string
}

/**
 * Encodes a text around a gap, so that filling it costs little. Line breaks become CRLF, which is what text in MIME has; all else
 * arrives as it was, long lines and spaces at their ends too. No line of it begins with a dot, so that SMTP has none to double.
 */
export function encodeAround(before: Buffer, after: Buffer): Encoded {
  const [head, tail] = [toCrlf(before), toCrlf(after)]
  const isMostlyAscii = 2 * countHigh(head) <= 0.37 * head.length
  return isMostlyAscii ? encodePrintable(head, tail) : encodeBase64(head, tail)
}

/** Shorter and readable in its source for Latin scripts; base64 is shorter for the others. */
function countHigh(bytes: Buffer): number {
  let count = 0
  for (const byte of bytes) if (byte >= 0x80) count += 1
  return count
}

function toCrlf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
}

function encodePrintable(before: Buffer, after: Buffer): Encoded {
  const [head, tail] = [toPrintable(before), toPrintable(after)]
  return { encoding: 'quoted-printable', fill: (gap) => joinSoftly(joinSoftly(head, toPrintable(gap)), tail) }
}

/** Leaves room for a first dot to be written as three characters, within the 76 of a line. */
const lineLength = 73

function toPrintable(bytes: Buffer): string {
  // A CR alone is no line break, and would be taken for one on the way.
  const text = encode(bytes).replace(/\r(?!\n)/g, '=0D')
  return wrap(text, lineLength).replace(/^\./gm, '=2E')
}

/** Joined by a break that is not part of the text, so that no line grows too long. */
function joinSoftly(head: string, tail: string): string {
  const isBreak = head === '' || head.endsWith('\r\n') || tail.startsWith('\r\n')
  return isBreak ? head + tail : `${head}=\r\n${tail}`
}

/** So many bytes make a full line of 76 characters. */
const bytesPerLine = 57

function encodeBase64(before: Buffer, after: Buffer): Encoded {
  const at = before.length - (before.length % bytesPerLine)
  const head = toBase64(before.subarray(0, at))
  const left = before.subarray(at)
  return { encoding: 'base64', fill: (gap) => head + toBase64(Buffer.concat([left, gap, after])) }
}

function toBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{1,76}/g, '$&\r\n')
}
