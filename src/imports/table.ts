import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { type Charset, detectCharset } from './charset.ts'
import { type Head, unreadable } from './head.ts'
import { findSeparator, separatorLine } from './separator.ts'
import type { Spooled } from './spool.ts'

/** One row of a file: `line` is where it begins, the first is 1; quoted cells may run over several. */
export type Line = { line: number; cells: string[] }

/** A file as a table. */
export type Table = { charset: Charset; separator: string; head: Head; lines(): AsyncGenerator<Line> }

/** A row of more bytes is a quote that was never closed. */
const maxRowBytes = 4 * 1024 * 1024

/**
 * Finds out how a file is to be read.
 *
 * @param named the encoding and the separator, where somebody says them
 * @throws import-unreadable when it is empty, not what it is said to be, or has no `externalId` in its head
 */
export async function openTable(file: Spooled, named: { charset?: string; separator?: string }): Promise<Table> {
  const charset = detectCharset(file.head, file.isUtf8, named.charset)
  let beginning = ''
  for await (const text of decode(file, charset)) {
    beginning += text
    if (beginning.length > 100_000) break
  }
  const { separator, head } = findSeparator(beginning, named.separator)
  return { charset, separator, head, lines: () => readLines(file, charset, separator) }
}

/** The rows below the head; those without a cell that says something are left out. */
async function* readLines(file: Spooled, charset: Charset, delimiter: string): AsyncGenerator<Line> {
  let next = 1
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: maxRowBytes,
    // Called in step with the parser, not when a row is taken from it: after an error, `next` is where it happened.
    on_record: (cells: string[]) => {
      const line = next
      next += 1 + cells.reduce((count, cell) => count + countBreaks(cell), 0)
      return [...cells, String(line)]
    },
  })
  pipeline(Readable.from(decode(file, charset)), parser, () => {})
  let headSeen = false
  try {
    for await (const record of parser) {
      const cells: string[] = record
      const line = Number(cells.pop())
      if (cells.every((cell) => cell.trim() === '')) continue
      if (headSeen) yield { line, cells }
      else headSeen = !separatorLine.test(`${cells.join(delimiter)}\n`)
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(explain(error, next), error) : error
  }
}

async function* decode(file: Spooled, { name, named }: Charset): AsyncGenerator<string> {
  const decoder = new TextDecoder(name, { fatal: true })
  let position = 0
  try {
    for await (const chunk of file.read()) {
      yield decoder.decode(chunk, { stream: true })
      position += chunk.length
    }
    yield decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const told = named ? 'as it is said to be' : 'as its first bytes say'
    throw unreadable(
      `The file is not ${name} ${told}: it ends inside a character, or holds bytes that are none, after byte ${position}.`,
      error,
    )
  }
}

function countBreaks(cell: string): number {
  return cell.includes('\n') || cell.includes('\r') ? (cell.match(/\r\n|\r|\n/g)?.length ?? 0) : 0
}

function explain({ code }: CsvError, line: number): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return `Line ${line}: a quote is opened and never closed. The file may have been cut off: hand in all of it, or close the quote.`
  if (code === 'CSV_MAX_RECORD_SIZE')
    return `Line ${line}: a row has more than ${maxRowBytes / 1024 / 1024} MiB. A quote is opened there and not closed, it seems.`
  return `Line ${line}: a quote stands where none may. Put the whole cell in quotes and double those inside it: "a ""word"" more".`
}
