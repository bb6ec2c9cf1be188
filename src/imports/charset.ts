import { Problem } from '../problem.ts'

/** How a file is encoded: the name that the Encoding Standard gives it, and whether somebody said so. */
export type Charset = { name: string; named: boolean }

/**
 * The encoding that somebody named, under any of its usual names.
 *
 * @throws invalid for one that is not known
 */
export function parseCharset(label: string): string {
  // Without a byte order mark nobody can know which UTF-16 is meant; with one, detectCharset tells.
  try {
    return new TextDecoder(label.trim()).encoding
  } catch {
    const detail = 'is not an encoding we know: send one such as utf-8, utf-16le, windows-1252 or shift_jis, or none'
    throw new Problem('invalid', `charset: ${detail}`, { errors: [{ pointer: '/charset', code: 'charset', detail }] })
  }
}

/**
 * The encoding of a file, by its byte order mark; else the one that is named; else UTF-16 by its zeros, UTF-8 where all of it is
 * that, and windows-1252 for the rest, which is what a spreadsheet writes where it does not write Unicode.
 *
 * @param head the first bytes of the file
 * @param isUtf8 whether all of the file is valid UTF-8
 */
export function detectCharset(head: Uint8Array, isUtf8: boolean, named: string | undefined): Charset {
  const marked = findMark(head)
  // «utf-16» alone is read as utf-16le: the mark knows better.
  if (marked && (named === undefined || named.startsWith('utf-16'))) return { name: marked, named: named !== undefined }
  if (named !== undefined) return { name: named, named: true }
  return { name: marked ?? findZeros(head) ?? (isUtf8 ? 'utf-8' : 'windows-1252'), named: false }
}

function findMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return undefined
}

/** The head of the table is in ASCII, which UTF-16 writes with a zero beside each letter. */
function findZeros(head: Uint8Array): string | undefined {
  const letters = head.subarray(0, 20)
  const zeros = (from: 0 | 1) => letters.filter((byte, index) => index % 2 === from && byte === 0).length
  const most = Math.floor(letters.length / 2) * 0.8
  if (letters.length < 4) return undefined
  if (zeros(1) >= most && zeros(0) === 0) return 'utf-16le'
  return zeros(0) >= most && zeros(1) === 0 ? 'utf-16be' : undefined
}
