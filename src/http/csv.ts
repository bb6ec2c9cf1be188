import { pipeline, Readable } from 'node:stream'
import { stringify } from 'csv-stringify'

// What a spreadsheet would run when the file is opened in it (some of them in full width, too), behind any number of the marks that keep
// it from doing so.
const runs = /^'*[=+\-@\t\r＝＋－＠]/

/**
 * Rows as CSV (RFC 4180, UTF-8), streamed: memory does not grow with their number. Every text is written by escapeCell.
 *
 * @param columns names of columns and of the fields of a row, in order
 * @param bom begins with a byte order mark, by which spreadsheets know UTF-8
 */
export function streamCsv(
  rows: AsyncIterable<Readonly<Record<string, unknown>>>,
  { columns, bom }: { columns: readonly string[]; bom: boolean },
): Readable {
  const cast = { string: escapeCell }
  const csv = stringify({ header: true, columns: [...columns], bom, record_delimiter: 'windows', cast })
  // Joined by pipeline: an error while reading ends the answer, not the process.
  pipeline(Readable.from(rows), csv, () => {})
  return csv
}

/** A text as an export writes it: one that a spreadsheet would run gets a `'` in front. */
export function escapeCell(text: string): string {
  return runs.test(text) ? `'${text}` : text
}

/** The text that escapeCell wrote. */
export function unescapeCell(cell: string): string {
  return cell.startsWith("'") && runs.test(cell) ? cell.slice(1) : cell
}
