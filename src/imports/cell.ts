import { unescapeCell } from '../http/csv.ts'

/**
 * The text of a cell as it is meant: without the spaces around it, and without the mark that an export sets.
 *
 * @returns undefined for a formula, which is refused: what it stands for only the spreadsheet knows
 */
export function readCell(cell: string): string | undefined {
  const text = cell.trim()
  return text.startsWith('=') ? undefined : unescapeCell(text)
}

/** A cell that is what it says; a line break inside it, as a spreadsheet makes in a narrow column, is a space. */
export function readText(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/\s*[\r\n]\s*/g, ' ') : text
}

/** `2`; anything else stays a text, and its schema tells what to send. */
export function readNumber(text: string): unknown {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : text
}

const booleans: Record<string, boolean> = { true: true, yes: true, '1': true, false: false, no: false, '0': false }

/** `true` or `false`, and what spreadsheets make of it: `TRUE`, `yes`, `1`. */
export function readBoolean(text: string): unknown {
  return booleans[text.toLowerCase()] ?? text
}

/** Country codes are written in small letters, too. */
export function readCountry(text: string): string {
  return text.toUpperCase()
}

/** An instant; a day alone begins at midnight UTC. */
export function readInstant(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text
}

/** Several values with `|` or `;` between them, or a JSON array where a value holds one of these. */
export function readList(text: string): unknown {
  return readArray(text) ?? split(text, /[|;]/)
}

/** The same for values without spaces: spaces and commas part them, too. */
export function readWords(text: string): unknown {
  return readArray(text) ?? split(text, /[|;,\s]+/)
}

/** Values as an export writes them: the way back from readList. */
export function writeList(values: readonly string[]): string {
  const clear = values.every((value) => !/[|;]/.test(value) && !value.startsWith('['))
  return clear ? values.join('|') : JSON.stringify(values)
}

function readArray(text: string): unknown {
  if (!text.startsWith('[')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function split(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
