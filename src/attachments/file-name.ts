import { findForbiddenCharacter } from '../languages/characters.ts'
import { invalidField } from '../problem.ts'
import type { FileType } from './file-types.ts'

const maxCharacters = 200

/**
 * The name of a file as it is kept and shown: as it was handed in, in whatever script, without its folders, and with an ending that
 * says what it is. A name that says something else gets the right ending behind it: `photo.exe` becomes `photo.exe.jpg`.
 *
 * @param given undefined where nobody said one
 * @throws invalid for a name with characters that make it lie, or that is too long
 */
export function toFileName(given: string | undefined, { kind, endings }: FileType): string {
  // Browsers of old send the whole path.
  const name = (given ?? '').replace(/^.*[/\\]/s, '').trim()
  if (name.replaceAll('.', '').trim() === '') return `${kind}.${endings[0]}`
  const forbidden = findForbiddenCharacter(name)
  if (forbidden) throw invalidField('/querystring/filename', 'filename', `${forbidden.codePoint} ${forbidden.advice}`)
  if (/[\t\n\r\v\f\u0085\u2028\u2029]/.test(name)) throw invalidField('/querystring/filename', 'filename', 'is one line')
  if (name.length > maxCharacters) {
    throw invalidField('/querystring/filename', 'filename', `is too long: ${maxCharacters} characters at most`)
  }
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase()
  return ending !== undefined && endings.includes(ending) ? name : `${name}.${endings[0]}`
}

/**
 * The name in a `Content-Disposition` of a request (RFC 6266): `filename*` in any script (RFC 8187), else `filename`.
 *
 * @returns undefined where there is none that can be read
 */
export function readDisposition(header: string | undefined): string | undefined {
  const encoded = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header ?? '')?.[1]
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return undefined
    }
  }
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header ?? '') ?? []
  return quoted?.replace(/\\(.)/g, '$1') ?? token
}
