import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from, to } from 'pg-copy-streams'

/** One connection that rows travel over by the hundred thousand: COPY, and the statements around it. */
export type Copy = {
  /** Runs one statement and returns its rows; `BEGIN` and `COMMIT` make a transaction, since it is always the same connection. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /**
   * `COPY … FROM STDIN`. Asks the source for more only as fast as Postgres takes it.
   *
   * @throws what the source throws, after Postgres was told to forget what it had by then
   */
  copyIn(sql: string, source: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<void>
  /** `COPY … TO STDOUT`: bytes, cut anywhere. To be read to its end, or destroyed and the connection closed. */
  copyOut(sql: string): Readable
  /** Ends the connection; a transaction that is open is rolled back. */
  close(): Promise<void>
}

/**
 * Opens a connection for COPY, beside the pool. To be closed by whoever opened it.
 *
 * @throws when the database cannot be reached
 */
export async function openCopy(url: string): Promise<Copy> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true })
  // The server may go away: the statement that runs tells it, and without a listener the process would end.
  client.on('error', () => {})
  await client.connect()
  return {
    query: async (sql, values) => (await client.query(sql, values)).rows,
    copyIn: (sql, source) => pipeline(Readable.from(source), client.query(from(sql))),
    copyOut: (sql) => client.query(to(sql)),
    close: () => client.end().catch(() => {}),
  }
}

/** A value as a cell of COPY's text format: `\N` for null. */
export function toCopyCell(value: string | number | null): string {
  if (value === null) return '\\N'
  if (typeof value === 'number') return String(value)
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : value
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
